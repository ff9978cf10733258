package dev.sluice.controller;

import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.SequentialTests;
import dev.sluice.kubernetes.ConflictingWriterException;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.RolloutStatusUpdate;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.replay.Recorder;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is recorded of one rollout, and what is still to be recorded. */
final class RolloutStatusWriter {
    private static final Logger LOG = Logger.getLogger(RolloutStatusWriter.class);

    /** Clocks of different machines differ by less. */
    private static final Duration AHEAD = Duration.ofSeconds(-1);

    /** A watch tells of what was written sooner. */
    private static final Duration ECHO = Duration.ofSeconds(3);

    /** While only counts change in a hold that goes on for long, nobody needs them more often. */
    private static final Duration SELDOM = Duration.ofSeconds(6);

    private static final int PART_OF_STAGE = 5;

    private final RolloutClient rollouts;
    private final RolloutWatch latest;
    private final Recorder recorder;
    private StoredRollout stored;
    private RolloutProgress live;
    private Capacity capacity = Capacity.NONE;
    private boolean owes;
    private boolean recording = true;
    private final Deque<JournalEntry> owed = new ArrayDeque<>();
    private String told = "";
    private Instant reported = Instant.MIN;
    private volatile boolean heard;
    /** What the watch has told last and was not looked at yet: looking is work, and is asked for ten times a second. */
    private final AtomicReference<@Nullable GenericKubernetesResource> rumour = new AtomicReference<>();

    RolloutStatusWriter(StoredRollout stored, RolloutClient rollouts, RolloutWatch latest, Instant now) {
        this.recorder = RecordingFactory.of(stored, now);
        this.stored = stored;
        this.rollouts = rollouts;
        this.latest = latest;
        this.live = stored.live().orElseGet(() -> RolloutProgress.begin(now));
        this.owes = stored.rollout().isEmpty();
        List<String> notes = stored.spec().notes();
        if (owes && stored.unreadable().isEmpty() && notes != null && !notes.isEmpty()) {
            addPending(new JournalEntry(now.toString(), EventReasons.NOTED, String.join("; ", notes)));
        }
    }

    StoredRollout stored() {
        return stored;
    }

    /**
     * Takes over what the user has changed meanwhile.
     *
     * @throws ConflictingWriterException when the watch shows a state that was not recorded here: another controller acts
     * @throws dev.sluice.kubernetes.PlanChangedException when it shows another plan
     */
    void refresh(Instant now) {
        Optional.ofNullable(rumour.getAndSet(null)).ifPresent(stored::mustKeepPlan);
        Optional<StoredRollout> told =
                latest.rollout(stored.key()).filter(found -> found.uid().equals(stored.uid()));
        heard = now.isBefore(reported.plus(ECHO))
                || told.filter(found -> !stored.newerThan(found)).isPresent();
        Optional<StoredRollout> newer = told.filter(found -> found.newerThan(stored));
        if (newer.isPresent()) {
            newer.get().mustContinue(stored);
            stored = stored.with(newer.get());
        }
    }

    /** The watch tells of the Rollout, which may be one that nobody can read. By any thread. */
    void hear(HasMetadata what) {
        if (what instanceof GenericKubernetesResource raw) {
            rumour.set(raw);
        }
    }

    /** Whether the watch has told what was written here last. When it has not, it is late or says nothing any more. By any thread. */
    boolean echoed() {
        return heard;
    }

    /** Whether nobody has written another state or wish since it was last taken over, as far as the watch tells. */
    boolean isCurrent() {
        return latest.rollout(stored.key())
                .filter(found -> found.uid().equals(stored.uid()))
                .filter(found -> found.newerThan(stored))
                .filter(found -> found.desired() != stored.desired() || !found.continues(stored))
                .isEmpty();
    }

    /** What a look has brought, for the recording and for people. */
    void recordObservation(ObservationBatch batch, Rollout rollout, ObservedState observed, SequentialTests tests) {
        try {
            live = live.with(observed.gateways()).plus(batch, rollout, observed.mesh(rollout.goal()), tests);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.debugf(e, "what people are shown of %s stays as it was", stored.key());
        }
        note(() -> recorder.saw(batch));
    }

    /** What was decided on it, for the recording. */
    void recordDecision(Rollout before, Snapshot seen, Decision decision) {
        capacity = seen.capacity();
        note(() -> recorder.decided(before, seen, decision));
    }

    /** Something was done before it could be recorded, which only a revert may. */
    void addPending(JournalEntry entry) {
        owes = true;
        entry.addTo(owed);
    }

    /** Whether the recorded state is behind. */
    boolean hasPending() {
        return owes;
    }

    /**
     * Whether there is something new to tell, and it is time to.
     *
     * @param counting since when there are counts of the stage; empty before
     * @param interval from one report to the next when the stage begins; it grows with the stage, to six seconds
     */
    boolean isDue(String message, Optional<Instant> counting, Instant now, Duration interval) {
        return (counting.isPresent() || !message.equals(told))
                && !now.isBefore(reported.plus(between(counting, now, interval)));
    }

    private static Duration between(Optional<Instant> counting, Instant now, Duration least) {
        Duration part = counting.map(since -> Duration.between(since, now).dividedBy(PART_OF_STAGE))
                .orElse(Duration.ZERO);
        Duration most = part.compareTo(SELDOM) < 0 ? part : SELDOM;
        return most.compareTo(least) < 0 ? least : most;
    }

    void desire(Desired desired) {
        stored = rollouts.desire(stored, desired);
    }

    void record(RolloutStatusUpdate report, Optional<JournalEntry> entry, Instant now) {
        RolloutStatusUpdate whole = (report.rollout().finished() ? packed(report) : report).with(live, capacity);
        stored = rollouts.record(stored, whole, entry.or(() -> Optional.ofNullable(owed.peek())), now);
        if (entry.isEmpty()) {
            owed.poll();
        }
        owes = !owed.isEmpty();
        told = report.message();
        reported = now;
    }

    /** How it ended by the plan that it began with; somebody has written another since. */
    void end(RolloutStatusUpdate report, JournalEntry entry, Instant now) {
        rollouts.end(stored, packed(report).with(live, capacity), entry, now);
    }

    /** A recording is for later; whatever is wrong with it must not keep a rollout from its end. */
    private RolloutStatusUpdate packed(RolloutStatusUpdate report) {
        try {
            return report.with(RecordingFactory.packed(recorder));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warnf(e, "the recording of %s cannot be kept", stored.key());
            return report;
        }
    }

    private void note(Runnable what) {
        try {
            if (recording) {
                what.run();
            }
        } catch (RuntimeException | StackOverflowError e) {
            recording = false;
            LOG.warnf(e, "the recording of %s ends here", stored.key());
        }
    }

    /**
     * How long nobody has looked. Negative when the status was written by a clock that was ahead of this one: what counts from then is put
     * back by as much, else it would wait until this clock has caught up.
     */
    Duration unseen(Instant now) {
        return stored.observedAt()
                .map(last -> Duration.between(last, now))
                .filter(gap -> gap.isPositive() || gap.compareTo(AHEAD) < 0)
                .orElse(Duration.ZERO);
    }

    /**
     * The state that was recorded last, as it goes on after a time in which nobody looked. Where it cannot be read, nobody knows what users
     * get; then all that is sure to be wanted is blue.
     */
    Rollout resume(Instant now) {
        Duration unseen = unseen(now);
        return stored.rollout()
                .map(known -> known.resumed(unseen))
                .orElseGet(() -> stored.unreadable()
                        .map(why -> new Rollout(
                                stored.plan(),
                                new RolloutState.Reverting(
                                        Outcome.Aborted, "its status could not be read (" + why + ")", now)))
                        .orElseGet(() -> Rollout.begin(stored.plan(), now)));
    }

    void release() {
        rollouts.release(stored);
    }
}
