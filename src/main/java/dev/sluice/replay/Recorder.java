package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes down what a rollout meets. Is told of every look and then of what was decided on it; not safe for use by several threads.
 *
 * <p>A second ends where the evidence ends its own, at each decision that changes something and before green's first failure: so a replay counts the same requests in the
 * same seconds, and decides at the same moments.
 */
public final class Recorder {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CALM = Duration.ofSeconds(10);

    /** Beyond this something turns in circles, and more of it tells nobody more. */
    private static final int MOST_DECISIONS = 1000;

    private static final String CIRCLES = "the recording stops after " + MOST_DECISIONS + " decisions";

    private final RecordingMetadata origin;
    private final List<RecordedDecision> made = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private List<RecordedInterval> seconds = new ArrayList<>();
    private Optional<RolloutState> from = Optional.empty();
    private Optional<RecordedInterval> open = Optional.empty();
    private Optional<RecordedContext> around = Optional.empty();
    private Optional<Duration> tick = Optional.empty();
    private Optional<Duration> failed = Optional.empty();
    private LatencyQuantizer rounding = LatencyQuantizer.NONE;
    private Optional<Attempt> last = Optional.empty();

    /** A decision, of which is not yet known whether it was carried out. */
    private record Attempt(Rollout before, RecordedDecision made) {}

    /** Records nothing yet. */
    public Recorder(RecordingMetadata origin) {
        this.origin = origin;
    }

    /** What a look has brought. */
    public void saw(ObservationBatch batch) {
        Duration at = offset(batch.at());
        if (tick.filter(since -> since.plus(SECOND).compareTo(at) <= 0).isPresent()) {
            cut();
            tick = Optional.empty();
        }
        tick = tick.or(() -> Optional.of(at));
        RecordedProbes probed = RecordedProbes.of(batch.probes(), rounding);
        suspect(at, batch.users().greenFailed() + probed.counts().greenFailed() > 0);
        gather(at, batch.users(), probed, batch.slow());
    }

    /** People are told how long after green's first failure the traffic was back, so that moment is kept. */
    private void suspect(Duration at, boolean fails) {
        if (fails) {
            if (failed.filter(known -> known.plus(CALM).compareTo(at) >= 0).isEmpty()) {
                cut();
            }
            failed = Optional.of(at);
        }
    }

    /**
     * What was decided on all looks so far.
     *
     * @param rollout as it was before
     */
    public void decided(Rollout rollout, Snapshot seen, Decision decision) {
        from = from.or(() -> Optional.of(rollout.state()));
        rounding = LatencyQuantizer.of(seen.evidence(), rollout.plan());
        settle(rollout);
        Duration at = offset(seen.at());
        around = Optional.of(RecordedContext.of(rollout, seen));
        gather(at, Counts.NONE, RecordedProbes.NONE, Counts.NONE);
        open = open.map(second -> told(second, seen));
        if (!rollout.after(decision, seen.at()).equals(rollout)) {
            last = Optional.of(new Attempt(rollout, new RecordedDecision(at, decision)));
            cut();
            if (decision instanceof Decision.Enter) {
                tick = Optional.empty();
            }
        }
    }

    /** Adds something to know before trusting the recording. */
    public void note(String note) {
        notes.add(note);
    }

    /** What was recorded up to now. */
    public Recording recording() {
        List<RecordedInterval> all = new ArrayList<>(seconds);
        open.filter(_ -> around.isPresent()).ifPresent(all::add);
        List<RecordedDecision> decisions = new ArrayList<>(made);
        last.map(Attempt::made).ifPresent(decisions::add);
        return new Recording(
                origin, from.orElseGet(() -> new RolloutState.Preparing(origin.began())), notes, all, decisions);
    }

    private void gather(Duration at, Counts users, RecordedProbes probes, Counts slow) {
        RecordedInterval piece =
                new RecordedInterval(at, at, around.orElse(RecordedContext.UNKNOWN), users, probes, slow);
        open = Optional.of(open.map(second -> second.plus(piece)).orElse(piece));
    }

    private RecordedInterval told(RecordedInterval second, Snapshot seen) {
        return new RecordedInterval(
                second.from(),
                second.to(),
                around.orElse(RecordedContext.UNKNOWN),
                second.users(),
                second.probes().running(seen.evidence().refusals()),
                second.slow());
    }

    /** A decision is carried out when the rollout goes on from it; what could not be recorded is decided again. */
    private void settle(Rollout rollout) {
        last.filter(attempt -> !attempt.before().equals(rollout))
                .map(Attempt::made)
                .ifPresent(made::add);
        last = Optional.empty();
    }

    private void cut() {
        if (made.size() < MOST_DECISIONS) {
            open.ifPresent(seconds::add);
            seconds = new ArrayList<>(RecordingCompactor.bounded(seconds, made));
        } else if (!notes.contains(CIRCLES)) {
            note(CIRCLES);
        }
        open = Optional.empty();
    }

    private Duration offset(Instant at) {
        return Duration.between(origin.began(), at.truncatedTo(ChronoUnit.MILLIS));
    }
}
