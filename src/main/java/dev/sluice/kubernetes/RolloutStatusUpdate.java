package dev.sluice.kubernetes;

import dev.sluice.api.TextSanitizer;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.Weight;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is written into a Rollout's status.
 *
 * @param rollout the state to record
 * @param seen green's weight that every gateway was seen to serve; empty when not known
 * @param message what goes on, in one line
 * @param remarks what a person may have to look after
 * @param evidence what has been seen of green
 * @param live what people look at; empty keeps what was written last
 * @param bluePods pods of blue that carry all the traffic; 0 keeps what was written last
 * @param recording all that the rollout has met, packed; empty while it goes on
 */
public record RolloutStatusUpdate(
        Rollout rollout,
        Optional<Weight> seen,
        String message,
        Remarks remarks,
        Evidence evidence,
        Optional<RolloutProgress> live,
        int bluePods,
        Optional<String> recording) {
    private static final int JOURNAL = 30;
    private static final int LONGEST = 2_000;

    /** Cleans and cuts, whoever wrote what is quoted. */
    public RolloutStatusUpdate {
        message = TextSanitizer.line(message, LONGEST);
    }

    /**
     * What a person may have to look after.
     *
     * @param stalled whether something keeps the rollout from going on that a person may have to mend
     * @param foreign who writes over the weights, while someone does
     */
    public record Remarks(boolean stalled, Optional<String> foreign) {}

    /** Of a rollout that goes on. */
    public RolloutStatusUpdate(
            Rollout rollout, Optional<Weight> seen, String message, boolean stalled, Evidence evidence) {
        this(
                rollout,
                seen,
                message,
                new Remarks(stalled, Optional.empty()),
                evidence,
                Optional.empty(),
                0,
                Optional.empty());
    }

    /** The same, with what was recorded. */
    public RolloutStatusUpdate with(String packed) {
        return new RolloutStatusUpdate(rollout, seen, message, remarks, evidence, live, bluePods, Optional.of(packed));
    }

    /** The same, with what people look at and what blue carried all the traffic with. */
    public RolloutStatusUpdate with(RolloutProgress picture, Capacity capacity) {
        return new RolloutStatusUpdate(
                rollout, seen, message, remarks, evidence, Optional.of(picture), capacity.whole(), recording);
    }

    /** The same, with who writes over the weights; empty while nobody does. */
    public RolloutStatusUpdate with(Optional<String> foreign) {
        Remarks more = new Remarks(remarks.stalled(), foreign);
        return new RolloutStatusUpdate(rollout, seen, message, more, evidence, live, bluePods, recording);
    }

    /** The status that records this, continuing the one before. */
    RolloutStatus after(StoredRollout before, Optional<JournalEntry> entry, Instant at) {
        RolloutStateMapper.Fields fields = RolloutStateMapper.write(rollout.state());
        return new RolloutStatus(
                fields.state(),
                rollout.stage().map(Stage::name).orElseGet(() -> last(before, RolloutStatus::stage)),
                Optional.ofNullable(fields.stageIndex()).orElseGet(() -> last(before, RolloutStatus::stageIndex)),
                fields.entered(),
                fields.since(),
                at.toString(),
                fields.cause(),
                fields.reason(),
                rollout.weight().percent(),
                seen.map(Weight::percent).orElse(null),
                message,
                EvidenceStatus.of(evidence, rollout.plan()),
                conditions(before.status().map(RolloutStatus::conditions).orElse(null), at),
                journal(before, entry),
                before.raw().getMetadata().getGeneration(),
                PlanDigest.of(before.spec()),
                bluePods > 0 ? Integer.valueOf(bluePods) : last(before, RolloutStatus::bluePods),
                recording.orElseGet(() -> last(before, RolloutStatus::recording)),
                fields.interruptions(),
                live.map(LiveStatus::of).orElseGet(() -> last(before, RolloutStatus::live)));
    }

    /** A rollout that is over shows how far it came. */
    private static <T> @Nullable T last(StoredRollout before, Function<RolloutStatus, @Nullable T> field) {
        return before.status().map(field).orElse(null);
    }

    private static List<JournalEntry> journal(StoredRollout before, Optional<JournalEntry> entry) {
        List<JournalEntry> journal = new ArrayList<>(before.status()
                .flatMap(status -> Optional.ofNullable(status.journal()))
                .orElse(List.of()));
        entry.ifPresent(newest -> newest.addTo(journal));
        return journal.subList(Math.max(0, journal.size() - JOURNAL), journal.size());
    }

    /**
     * kstatus: Reconciling while it goes on, Stalled when a person may have to act, Ready when green has the traffic. ForeignWrites is there
     * only while someone writes over the weights.
     */
    private List<Condition> conditions(@Nullable List<Condition> before, Instant at) {
        boolean done = rollout.finished();
        boolean promoted = rollout.state() instanceof RolloutState.Finished end && end.outcome() == Outcome.Promoted;
        boolean failed = rollout.state() instanceof RolloutState.Finished end && end.outcome() == Outcome.Reverted;
        String reason = RolloutStateMapper.write(rollout.state()).state();
        List<Condition> conditions = new ArrayList<>(List.of(
                Conditions.of("Ready", promoted, reason, message, before, at),
                Conditions.of("Reconciling", !done, reason, message, before, at),
                Conditions.of("Stalled", failed || (remarks.stalled() && !done), reason, message, before, at)));
        remarks.foreign()
                .ifPresent(words ->
                        conditions.add(Conditions.of("ForeignWrites", true, "WeightsPutRight", words, before, at)));
        return conditions;
    }
}
