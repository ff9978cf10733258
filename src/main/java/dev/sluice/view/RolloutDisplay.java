package dev.sluice.view;

import dev.sluice.analysis.Counts;
import dev.sluice.kubernetes.EvidenceStatus;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.RolloutSpec;
import dev.sluice.kubernetes.RolloutStatus;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as people see it, at one moment.
 *
 * @param namespace its namespace
 * @param name its name
 * @param policy name of the policy, by which people call the app
 * @param blue name of the version that served
 * @param green name of the version being released
 * @param state one word; Starting before anything was recorded, Unreadable where a person or a newer version has recorded it
 * @param tone how that feels
 * @param stage the stage in words, the last one when it is over; empty before the first
 * @param asked green's weight that was asked for
 * @param seen green's weight that every gateway serves; empty when that is not known
 * @param created when it began
 * @param since since when the state lasts
 * @param ended when it was over; empty while it goes on
 * @param sentence what goes on and what comes next
 * @param left how long the hold still lasts; empty while nothing is held
 * @param deadline how long until it is reverted for taking too long; empty while no deadline runs
 * @param rail the stages
 * @param evidence the evidence beside the revert line
 * @param users users' requests of the stage
 * @param probes probes of the stage
 * @param live gateways, answers to probes, and the course of things
 * @param journal the decisions, newest first
 * @param message what the controller said last
 * @param waits whether a person may have to act
 * @param desired what people want of it
 * @param verbs what they can do now
 */
public record RolloutDisplay(
        String namespace,
        String name,
        String policy,
        String blue,
        String green,
        String state,
        Severity tone,
        String stage,
        Weight asked,
        Optional<Weight> seen,
        Instant created,
        Instant since,
        Optional<Instant> ended,
        String sentence,
        Optional<Duration> left,
        Optional<Duration> deadline,
        List<StageStep> rail,
        EvidenceGauge evidence,
        Counts users,
        Counts probes,
        RolloutProgress live,
        List<JournalEntry> journal,
        String message,
        boolean waits,
        Desired desired,
        Set<RolloutAction> verbs) {
    private static final String STARTING = "Starting";
    private static final String UNREADABLE = "Unreadable";

    /** What needs a person comes first, then what goes on, then what is over; the newest before the older. */
    public static final Comparator<RolloutDisplay> BY_URGENCY = Comparator.comparing(
                    (RolloutDisplay display) -> !display.waits())
            .thenComparing(RolloutDisplay::over)
            .thenComparing(RolloutDisplay::created, Comparator.reverseOrder())
            .thenComparing(RolloutDisplay::name);

    /** Takes it. */
    public static RolloutDisplay of(StoredRollout stored, Instant now) {
        RolloutSpec spec = stored.spec();
        Instant created = created(stored, now);
        Rollout rollout = stored.rollout().orElseGet(() -> Rollout.begin(stored.plan(), created));
        RolloutState state = rollout.state();
        Plan plan = rollout.plan();
        int at = Math.clamp(field(stored, RolloutStatus::stageIndex).orElse(0), 0, plan.last());
        Optional<EvidenceStatus> evidence = field(stored, RolloutStatus::evidence);
        return new RolloutDisplay(
                stored.namespace(),
                stored.name(),
                spec.policy(),
                spec.blue().subset(),
                spec.green().subset(),
                stored.unreadable().isPresent()
                        ? UNREADABLE
                        : field(stored, RolloutStatus::state).orElse(STARTING),
                Severity.of(state),
                field(stored, RolloutStatus::stage).orElse(""),
                rollout.weight(),
                field(stored, RolloutStatus::weightSeen)
                        .filter(percent -> percent >= 0 && percent <= 100)
                        .map(Weight::ofPercent),
                created,
                state.since(),
                rollout.finished() ? Optional.of(state.since()) : Optional.empty(),
                new StatusDescription(spec.blue().subset(), spec.green().subset(), plan).of(state, now),
                StageProgress.left(plan, state, now),
                rollout.latest().map(latest -> Duration.between(now, latest)),
                StageProgress.of(plan, state, at, now),
                meter(evidence, plan),
                counts(evidence.map(EvidenceStatus::users)),
                counts(evidence.map(EvidenceStatus::probes)),
                stored.live().orElseGet(() -> RolloutProgress.begin(created)),
                field(stored, RolloutStatus::journal).orElse(List.of()).reversed(),
                field(stored, RolloutStatus::message).orElse(""),
                !rollout.finished() && stalled(stored),
                stored.desired(),
                RolloutAction.of(state, stored.desired()));
    }

    /** Whether nothing is left to decide. */
    public boolean over() {
        return ended.isPresent();
    }

    /** Namespace and name. */
    public String key() {
        return namespace + "/" + name;
    }

    private static Instant created(StoredRollout stored, Instant now) {
        return stored.created().isEmpty() ? now : Instant.parse(stored.created());
    }

    private static <T> Optional<T> field(StoredRollout stored, Function<RolloutStatus, @Nullable T> field) {
        return stored.status().map(field);
    }

    private static EvidenceGauge meter(Optional<EvidenceStatus> evidence, Plan plan) {
        return new EvidenceGauge(
                evidence.map(EvidenceStatus::odds).orElse(1.0),
                evidence.map(EvidenceStatus::revertAt).orElse(1 / plan.health().alpha()));
    }

    private static Counts counts(Optional<EvidenceStatus.CountsStatus> counts) {
        return counts.map(EvidenceStatus.CountsStatus::read).orElse(Counts.NONE);
    }

    private static boolean stalled(StoredRollout stored) {
        return field(stored, RolloutStatus::conditions).orElse(List.of()).stream()
                .anyMatch(one -> "Stalled".equals(one.getType()) && "True".equals(one.getStatus()));
    }
}
