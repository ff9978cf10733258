package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.LoadReport.Count;
import org.junit.jupiter.api.Test;

final class LoadTallyTest {
    private final LoadTally tally = new LoadTally();

    @Test
    void countsBySecondVersionAndOutcome() {
        tally.count(1, "v1", true);
        tally.count(1, "v2", false);
        tally.count(2, "v2", true);

        LoadReport report = tally.report(100);

        assertThat(report.seconds()).hasSize(2);
        assertThat(report.seconds().getFirst().versions())
                .containsEntry("v1", new Count(1, 0))
                .containsEntry("v2", new Count(0, 1));
        assertThat(report.totals()).containsEntry("v2", new Count(1, 1));
        assertThat(report.failed()).isEqualTo(1);
    }

    @Test
    void keepsFiveMinutesAndAllTotals() {
        for (int second = 0; second < 400; second++) {
            tally.count(second, "v1", true);
        }

        assertThat(tally.report(1).seconds())
                .hasSize(300)
                .first()
                .satisfies(oldest -> assertThat(oldest.at()).isEqualTo(100));
        assertThat(tally.report(1).ok()).isEqualTo(400);
    }
}
