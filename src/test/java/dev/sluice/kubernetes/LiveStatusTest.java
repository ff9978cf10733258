package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.VersionRole;
import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.ProbeSummary;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.Timeline;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveStatusTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.250Z");

    @Test
    void whatIsWrittenIsReadAgain() {
        RolloutProgress live = new RolloutProgress(
                List.of(
                        new ObservedGateway("gw-1", Optional.of(new Weight(25)), ""),
                        new ObservedGateway("gw-2", Optional.empty(), "refused")),
                List.of(new ProbeSummary(VersionRole.Green, ProbeOutcome.Failed, "503", 3, AT, Duration.ofMillis(12))),
                Timeline.begin(AT)
                        .plus(
                                AT.plusSeconds(2),
                                new Timeline.Point(
                                        new Weight(25),
                                        Optional.empty(),
                                        new Counts(9, 1, 90, 2),
                                        new Counts(5, 1, 5, 0),
                                        1.5)));

        assertThat(LiveStatus.of(live).read()).contains(live);
    }

    @Test
    void whatCannotBeReadBeginsAnew() {
        assertThat(new LiveStatus(null, null, null).read()).isEmpty();
        assertThat(new LiveStatus(null, null, new TimelineStatus("yesterday", 1, List.of())).read())
                .isEmpty();
        assertThat(new LiveStatus(null, null, new TimelineStatus(AT.toString(), 1, List.of(List.of(1L)))).read())
                .isEmpty();
        assertThat(new LiveStatus(null, null, new TimelineStatus(AT.toString(), 0, List.of())).read())
                .isEmpty();
    }
}
