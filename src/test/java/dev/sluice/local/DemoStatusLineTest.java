package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.RolloutResource;
import dev.sluice.kubernetes.RolloutStatus;
import dev.sluice.local.LoadReport.Count;
import dev.sluice.local.LoadReport.Second;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DemoStatusLineTest {
    private static final LoadReport LOAD = new LoadReport(
            100,
            List.of(
                    new Second(1, Map.of("v1", new Count(75, 0), "v2", new Count(24, 1))),
                    new Second(2, Map.of("v1", new Count(1, 0)))),
            Map.of(),
            100,
            1);

    @Test
    void tellsTheStateAndTheSplitOfTheLastWholeSecond() {
        assertThat(new DemoStatusLine(false).full(holding(), LOAD))
                .isEqualTo("Holding Step 2/3  asked 25% seen -  failed user requests 1  V1 75 V2 25 ");
    }

    @Test
    void coloursTheBarByShare() {
        String bar = new DemoStatusLine(true).full(null, LOAD);

        assertThat(bar).startsWith("No rollout yet").contains("\u001b[44;97m V1 75            \u001b[0m");
    }

    private static RolloutResource holding() {
        RolloutResource rollout = new RolloutResource();
        rollout.setStatus(new RolloutStatus(
                "Holding",
                "Step 2/3",
                2,
                null,
                null,
                null,
                null,
                null,
                25.0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
        return rollout;
    }
}
