package dev.sluice.notify;

import dev.sluice.analysis.Counts;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.RolloutStatus;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is known of the release that a notice is about.
 *
 * @param policy name of the policy, which is how people call the app
 * @param blue the version that served before
 * @param green the version being released
 * @param stage where it stands or how far it came; empty before the first stage
 * @param weight green's share in that stage, in percent
 * @param users users' requests since the release began
 * @param probes probes since the release began
 */
public record ReleaseSummary(
        String policy,
        String blue,
        String green,
        Optional<String> stage,
        Optional<Double> weight,
        Counts users,
        Counts probes) {
    private static final String ENTERED = "Entered";

    /** What a Rollout tells. */
    public static ReleaseSummary of(StoredRollout rollout) {
        Optional<RolloutStatus> status = rollout.status();
        List<Timeline.Point> course =
                rollout.live().map(live -> live.timeline().points()).orElse(List.of());
        return new ReleaseSummary(
                rollout.spec().policy(),
                rollout.spec().blue().subset(),
                rollout.spec().green().subset(),
                status.flatMap(known -> Optional.ofNullable(known.stage())),
                status.flatMap(known -> Optional.ofNullable(known.stageIndex()))
                        .flatMap(index -> weight(rollout.plan(), index)),
                sum(course, Timeline.Point::users),
                sum(course, Timeline.Point::probes));
    }

    /** Whether it has just entered its first stage, and not again after a pause. The journal alone forgets what is long ago. */
    public static boolean begins(StoredRollout rollout) {
        Optional<RolloutStatus> status = rollout.status();
        boolean first = status.flatMap(known -> Optional.ofNullable(known.stageIndex()))
                .filter(index -> index == 0)
                .isPresent();
        List<JournalEntry> journal =
                status.flatMap(known -> Optional.ofNullable(known.journal())).orElse(List.of());
        return first
                && journal.stream()
                                .filter(entry -> entry.decision().startsWith(ENTERED))
                                .count()
                        == 1;
    }

    private static Counts sum(List<Timeline.Point> course, Function<Timeline.Point, Counts> part) {
        return course.stream().map(part).reduce(Counts.NONE, Counts::plus);
    }

    private static Optional<Double> weight(Plan plan, int index) {
        return index >= 0 && index <= plan.last()
                ? Optional.of(plan.stage(index).weight().percent())
                : Optional.empty();
    }
}
