package dev.sluice.rollout;

import dev.sluice.api.CapacityRule;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Green has too few pods for a weight.
 *
 * @param needed pods that the weight needs
 * @param why both numbers, and the cure
 * @param mendable whether it takes a person to mend it: nobody scales green up by itself
 */
public record CapacityShortage(int needed, String why, boolean mendable) {
    /** What keeps green from the stage that is to follow; empty when nothing does, or none is to. */
    public static Optional<CapacityShortage> ahead(Rollout rollout, Snapshot seen) {
        int last = rollout.plan().last();
        boolean stays = rollout.state() instanceof RolloutState.Paused && seen.desired() == Desired.Paused;
        boolean rises = rollout.goal() instanceof DesiredTraffic.Split && rollout.index() < last && !stays;
        int next = seen.desired() == Desired.Promoted ? last : rollout.index() + 1;
        return rises ? before(rollout, seen, next) : Optional.empty();
    }

    /** What keeps green from a stage whose weight is above the one that it has. */
    static Optional<CapacityShortage> before(Rollout rollout, Snapshot seen, int stage) {
        Weight weight = rollout.plan().stage(stage).weight();
        boolean asked =
                rollout.plan().capacity().rule() != CapacityRule.Ignore && weight.compareTo(rollout.weight()) > 0;
        return asked ? new Question(rollout, seen, rollout.plan().stage(stage)).shortage() : Optional.empty();
    }

    /** What keeps green from all the traffic. */
    static Optional<CapacityShortage> forAll(Rollout rollout, Snapshot seen) {
        Plan plan = rollout.plan();
        return plan.capacity().rule() == CapacityRule.Ignore
                ? Optional.empty()
                : new Question(rollout, seen, plan.stage(plan.last())).shortage();
    }

    private record Question(Rollout rollout, Snapshot seen, Stage stage) {
        Optional<CapacityShortage> shortage() {
            int needed = needed(stage.weight());
            return needed == 0
                    ? Optional.empty()
                    : switch (seen.green()) {
                        case WorkloadStatus.Pods pods when pods.ready() >= needed -> Optional.empty();
                        case WorkloadStatus.Pods pods ->
                            seen.capacity()
                                    .seen()
                                    .greenAutoscaler()
                                    .map(scaler -> scaled(pods, scaler, needed))
                                    .orElseGet(() -> Optional.of(plain(pods, needed)));
                        case WorkloadStatus.Unknown unknown ->
                            Optional.of(of(needed, "green's pods cannot be seen: " + unknown.why(), false));
                        case WorkloadStatus.Replaced _, WorkloadStatus.Gone _ -> Optional.empty();
                    };
        }

        private int needed(Weight weight) {
            return seen.capacity().needed(weight, rollout.plan().capacity().minPercent());
        }

        /** An autoscaler grows only with the load, so it counts by its maximum, once green has what the autoscaler wants for the load now. */
        private Optional<CapacityShortage> scaled(WorkloadStatus.Pods pods, Autoscaler scaler, int needed) {
            String has = "green has " + pods.ready();
            if (scaler.most() < needed) {
                return Optional.of(of(
                        needed,
                        has + ", and HorizontalPodAutoscaler " + scaler.name() + " has maxReplicas " + scaler.most()
                                + "; raise it to " + needed + forAll(needed) + orElse(),
                        true));
            }
            if (scales()) {
                return Optional.of(of(needed, has + "; minReplicas of its autoscaler is raised to " + needed, false));
            }
            return pods.ready() < scaler.wants()
                    ? Optional.of(of(
                            needed,
                            has + " of the " + scaler.wants() + " that HorizontalPodAutoscaler " + scaler.name()
                                    + " wants now" + because(pods),
                            false))
                    : Optional.empty();
        }

        private CapacityShortage plain(WorkloadStatus.Pods pods, int needed) {
            String has = "green has " + pods.ready();
            if (pods.wanted() >= needed) {
                return of(
                        needed,
                        has + " ready of " + pods.wanted() + because(pods),
                        pods.shortfall().isPresent());
            }
            return scales()
                    ? of(needed, has + because(pods) + "; it is scaled to " + needed, false)
                    : of(
                            needed,
                            has + because(pods) + "; scale deployment/"
                                    + seen.capacity().deployment() + " to " + needed + forAll(needed) + orElse()
                                    + seen.capacity()
                                            .seen()
                                            .unseen()
                                            .map(why -> "; autoscalers cannot be seen: " + why)
                                            .orElse(""),
                            true);
        }

        private CapacityShortage of(int needed, String found, boolean mendable) {
            Capacity capacity = seen.capacity();
            int percent = rollout.plan().capacity().minPercent();
            String measure = "blue had " + capacity.whole() + " for 100 %"
                    + (percent == 100 ? "" : ", and spec.capacity.minPercent is " + percent)
                    + (capacity.size() == 1
                            ? ""
                            : ", and by CPU requests one of green's counts for " + rounded(capacity.size()));
            return new CapacityShortage(
                    needed,
                    stage.name() + " gives green " + stage.weight() + ", which needs " + pods(needed) + " (" + measure
                            + "): " + found + until(),
                    mendable);
        }

        private String forAll(int needed) {
            int all = needed(Weight.ALL);
            return all == needed ? "" : ", or to " + all + " for 100 %";
        }

        private static String orElse() {
            return ", or set spec.capacity in the policy and release again";
        }

        private static String because(WorkloadStatus.Pods pods) {
            return pods.shortfall().map(why -> " (" + why + ")").orElse("");
        }

        private boolean scales() {
            return rollout.plan().capacity().rule() == CapacityRule.Scale;
        }

        private String until() {
            return rollout.latest()
                    .map(due -> "; reverted if that is not so by " + due.truncatedTo(ChronoUnit.SECONDS))
                    .orElse("");
        }

        private static String pods(int count) {
            return count == 1 ? "1 ready pod" : count + " ready pods";
        }

        private static String rounded(double size) {
            return Double.toString(Math.round(size * 100) / 100.0);
        }
    }
}
