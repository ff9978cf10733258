package dev.sluice.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.TrafficStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A status is read by every client of the cluster and must stay small, however long something fails and in whatever words. */
final class StatusSizeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int HOUR = 3600;

    @Test
    void staysSmallUnderASourceThatFailsForADayInOtherWordsEachTime() {
        Day day = new Day();
        int afterAnHour = 0;
        for (int second = 0; second < 24 * HOUR; second += 4) {
            day.look(second);
            afterAnHour = second == HOUR ? day.size() : afterAnHour;
        }

        assertThat(afterAnHour).isPositive();
        assertThat(day.size()).isLessThan(40_000).isLessThan(afterAnHour * 3 / 2);
        assertThat(day.stored.status().orElseThrow().journal()).hasSizeLessThanOrEqualTo(30);
    }

    /** A release that hangs in its first step, while probes, a gateway and another client each bring something new. */
    private static final class Day {
        private StoredRollout stored = StoreParts.rollout(StoreParts.ROLLOUT);
        private Rollout rollout = new Rollout(stored.plan(), new RolloutState.Holding(1, START, START));
        private Evidence evidence = Evidence.NONE;
        private RolloutProgress live = RolloutProgress.begin(START);

        void look(int second) {
            Instant at = START.plusSeconds(second);
            String words = "connection " + second + " to 10.77.1." + second % 250 + " was reset by peer " + second * 31;
            ObservationBatch batch = new ObservationBatch(
                    at,
                    List.of(
                            new ProbeResult(at, VersionRole.Green, ProbeOutcome.Blind, words),
                            new ProbeResult(at, VersionRole.Green, ProbeOutcome.Failed, words),
                            new ProbeResult(at, VersionRole.Blue, ProbeOutcome.Failed, words)),
                    new Counts(100, 1, 100, 1));
            evidence = evidence.plus(batch, rollout.plan());
            TrafficStatus mesh = new TrafficStatus.Unwritten(words);
            live = live.plus(batch, rollout, mesh, evidence.all(rollout.plan()));
            decide(second % 8 == 0 ? new Decision.Interrupt(at, words) : new Decision.Resume(words), at, words);
        }

        private void decide(Decision decision, Instant at, String words) {
            evidence = evidence.after(decision, rollout);
            rollout = rollout.after(decision, at);
            String kind = decision instanceof Decision.Interrupt ? "HoldInterrupted" : "HoldResumed";
            RolloutStatusUpdate report =
                    new RolloutStatusUpdate(rollout, Optional.empty(), words, true, evidence).with(Optional.of(words));
            RolloutStatus status = report.after(
                    stored, Optional.of(new JournalEntry(at.toString(), kind + " Step 1/1, 10 %", words)), at);
            stored = new StoredRollout(stored.raw(), stored.spec(), Optional.of(status));
        }

        int size() {
            return JsonMappers.tree(stored.status().orElseThrow()).toString().getBytes(UTF_8).length
                    + JsonMappers.tree(LiveStatus.of(live)).toString().getBytes(UTF_8).length;
        }
    }
}
