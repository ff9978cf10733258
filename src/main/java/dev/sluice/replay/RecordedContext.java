package dev.sluice.replay;

import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorkloadStatus;
import java.util.Optional;

/**
 * What was so in a second, beside the requests.
 *
 * @param asked the weight that was asked for while green was probed; empty before the pre-flight and after a revert
 * @param pods green's pods
 * @param mesh how far the mesh was
 * @param desired what the user wanted
 * @param mark how the revert ends whose mark the mesh carried
 * @param capacity what the versions' pods could carry
 */
public record RecordedContext(
        Optional<Weight> asked,
        WorkloadStatus pods,
        TrafficStatus mesh,
        Desired desired,
        Optional<Outcome> mark,
        Capacity capacity) {
    /** Before the first look that was decided on. */
    static final RecordedContext UNKNOWN = new RecordedContext(
            Optional.empty(),
            new WorkloadStatus.Unknown("not looked yet"),
            new TrafficStatus.Pending("not looked yet"),
            Desired.Run,
            Optional.empty(),
            Capacity.NONE);

    static RecordedContext of(Rollout rollout, Snapshot seen) {
        Optional<Weight> asked =
                rollout.goal() instanceof DesiredTraffic.Split split ? Optional.of(split.weight()) : Optional.empty();
        return new RecordedContext(
                asked, seen.green(), seen.mesh(), seen.desired(), seen.revertWritten(), of(seen.capacity()));
    }

    /** What green is measured with; blue's autoscaler decides nothing. */
    private static Capacity of(Capacity known) {
        Capacity.Seen seen = known.seen();
        return known.whole() == 0
                ? Capacity.NONE
                : new Capacity(
                        known.whole(),
                        known.size(),
                        known.deployment(),
                        new Capacity.Seen(seen.blue(), Optional.empty(), seen.greenAutoscaler()));
    }
}
