package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import org.junit.jupiter.api.Test;

class RevertForecastTextTest {
    @Test
    void tellsTheUsualTimeWhatItCostsAndTheWorst() {
        assertThat(said(Acts.holding.yaml()))
                .matches("If v2 failed everything from now on, all users would be back on v1 in about [0-9.]+s,"
                        + " with [0-9]+ failed requests; at worst, if it hangs, in [0-9.]+s\\.");
    }

    @Test
    void releaseThatOnlyPausesBringsNobodyBack() {
        String pauses = Acts.holding.yaml().replace("plan:\n", "plan:\n    onUnhealthy: Pause\n");

        assertThat(said(pauses))
                .contains("the release would be paused in about", "and v2 would keep its 25 %; at worst")
                .doesNotContain("back on", "failed requests");
    }

    @Test
    void costIsNotToldWhereNobodyIsCounted() {
        String quiet = Acts.holding.yaml().replaceFirst("points: .*", "points: []}");

        assertThat(said(quiet)).contains("back on v1 in about").doesNotContain("failed requests");
    }

    @Test
    void beforeAnyUserIsOnItNobodyComesBack() {
        assertThat(said(Acts.preflight.yaml()))
                .contains("the release would be over in about", "before any user meets it")
                .doesNotContain("back on");
    }

    private static String said(String yaml) {
        StoredRollout rollout = StoreParts.rollout(yaml);
        return RevertForecastText.of(rollout);
    }
}
