package dev.sluice.rollout;

import dev.sluice.analysis.VersionRole;
import dev.sluice.api.CapacityRule;
import dev.sluice.api.CapacitySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * So many pods a version is to have, where the policy lets Sluice see to it.
 *
 * @param version which
 * @param pods how many, at least
 * @param autoscaler whose minimum is raised to that; empty when the Deployment itself is scaled
 * @param why what for
 */
public record WantedReplicas(VersionRole version, int pods, Optional<String> autoscaler, String why) {
    /** What is to be scaled up now: green before a step, blue's minimum for as long as green has its traffic, and blue itself on the way back. */
    public static List<WantedReplicas> wanted(Rollout rollout, Snapshot seen) {
        List<WantedReplicas> wanted = new ArrayList<>();
        CapacitySpec capacity = rollout.plan().capacity();
        boolean forward =
                rollout.goal() instanceof DesiredTraffic.Split || rollout.goal() instanceof DesiredTraffic.Untouched;
        if (capacity.rule() == CapacityRule.Scale && forward) {
            CapacityShortage.ahead(rollout, seen)
                    .flatMap(shortage -> green(shortage, seen))
                    .ifPresent(wanted::add);
        }
        if (capacity.holdBlue() && forward) {
            held(seen.capacity()).ifPresent(wanted::add);
        }
        if (capacity.scales() && rollout.state() instanceof RolloutState.Reverting) {
            back(seen.capacity()).ifPresent(wanted::add);
        }
        return wanted;
    }

    private static Optional<WantedReplicas> green(CapacityShortage shortage, Snapshot seen) {
        if (!(seen.green() instanceof WorkloadStatus.Pods pods)) {
            return Optional.empty();
        }
        int needed = shortage.needed();
        String why = "the next step needs them";
        return seen.capacity()
                .seen()
                .greenAutoscaler()
                .map(scaler -> scaler.least() < needed && needed <= scaler.most()
                        ? Optional.of(new WantedReplicas(VersionRole.Green, needed, Optional.of(scaler.name()), why))
                        : Optional.<WantedReplicas>empty())
                .orElseGet(() -> pods.wanted() < needed
                        ? Optional.of(new WantedReplicas(VersionRole.Green, needed, Optional.empty(), why))
                        : Optional.empty());
    }

    private static Optional<WantedReplicas> held(Capacity capacity) {
        return capacity.seen()
                .blueAutoscaler()
                .filter(scaler -> scaler.least() < Math.min(capacity.whole(), scaler.most()))
                .map(scaler -> new WantedReplicas(
                        VersionRole.Blue,
                        Math.min(capacity.whole(), scaler.most()),
                        Optional.of(scaler.name()),
                        "blue keeps its size until the rollout is over"));
    }

    /** At once, and not by way of an autoscaler, which would wait for the load that blue has then no pods for. */
    private static Optional<WantedReplicas> back(Capacity capacity) {
        int most = capacity.seen().blueAutoscaler().map(Autoscaler::most).orElse(Integer.MAX_VALUE);
        int pods = Math.min(capacity.whole(), most);
        return capacity.seen()
                .blue()
                .filter(blue -> blue.sole() && blue.wanted() < pods)
                .map(blue ->
                        new WantedReplicas(VersionRole.Blue, pods, Optional.empty(), "all traffic goes back to blue"));
    }
}
