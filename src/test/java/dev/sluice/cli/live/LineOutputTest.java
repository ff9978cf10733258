package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.view.RolloutDisplay;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineOutputTest {
    private final LineOutput ticker = new LineOutput(new Viewport(80, 0, false, true, ZoneOffset.UTC));

    @Test
    void lineComesForEachChangeAndNoneWithoutOne() {
        assertThat(lines(picture(Acts.holding), ""))
                .containsExactly(
                        "12:00:00  Holding    Step 2/3   asked 25 %, seen 25 %  Holding Step 2/3, 25 %: every gateway serves 25 %");
        assertThat(lines(picture(Acts.holding), "")).isEmpty();
    }

    @Test
    void everyDecisionBetweenTwoLooksIsTold() {
        lines(picture(Acts.holding), "");
        String yaml = Acts.holding.yaml().replace("why: every gateway serves 25 %}", """
                        why: every gateway serves 25 %}
                            - {at: "2026-01-01T12:00:01Z", decision: One, why: first}
                            - {at: "2026-01-01T12:00:02Z", decision: Two, why: second}
                        """);

        assertThat(lines(RolloutDisplay.of(StoreParts.rollout(yaml), Acts.NOW), ""))
                .containsExactly(
                        "12:00:01  One: first", "12:00:00  Holding    Step 2/3   asked 25 %, seen 25 %  Two: second");
    }

    @Test
    void troubleHidesNoDecision() {
        assertThat(lines(picture(Acts.reverted), "nobody answers"))
                .singleElement()
                .asString()
                .contains("Reverted: all traffic is back on blue", "nobody answers");
        assertThat(lines(picture(Acts.reverted), "nobody answers")).isEmpty();
    }

    private List<String> lines(RolloutDisplay display, String notice) {
        return ticker.lines(display, notice, Acts.NOW);
    }

    private static RolloutDisplay picture(Acts act) {
        return RolloutDisplay.of(act.rollout(), Acts.NOW);
    }
}
