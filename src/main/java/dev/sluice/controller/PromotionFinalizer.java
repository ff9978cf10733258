package dev.sluice.controller;

import dev.sluice.api.ScaleDownPolicy;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.WorkloadStatus;
import dev.sluice.workload.VersionScaler;
import java.util.List;
import java.util.Optional;

/** What follows a promotion: blue is kept or scaled, as the policy says. */
final class PromotionFinalizer {
    private PromotionFinalizer() {}

    /**
     * Does it.
     *
     * @return whether it is done; false when green's pods are to be seen first
     */
    static boolean of(
            ReconcilerContext context,
            StoredRollout stored,
            Rollout rollout,
            VersionScaler scaler,
            WorkloadStatus green,
            RolloutEventRecorder eventRecorder) {
        boolean promoted = rollout.state() instanceof RolloutState.Finished end && end.outcome() == Outcome.Promoted;
        String blue = stored.spec().blue().deployment();
        if (!promoted || stored.spec().plan().blueAfter() != ScaleDownPolicy.ScaleToZero) {
            return true;
        }
        if (!scaler.blueSole()) {
            eventRecorder.pods(
                    new VersionScaler.Told(
                            VersionScaler.BLUE_KEPT,
                            "blue's pods are not those of one Deployment alone, so they are not scaled to 0; scale what makes them by hand"));
            return true;
        }
        if (blue == null) {
            return true;
        }
        Optional<Boolean> suffices = scaler.greenSuffices(rollout, green);
        if (suffices.equals(Optional.of(true))) {
            Optional<String> user = foreignWriter(stored).or(() -> otherUser(context, stored));
            user.ifPresentOrElse(
                    why -> eventRecorder.pods(new VersionScaler.Told(
                            VersionScaler.BLUE_KEPT, why + ", then scale deployment/" + blue + " to 0")),
                    () -> context.workloads().scaleToZero(stored.namespace(), blue));
        } else if (suffices.isPresent()) {
            eventRecorder.pods(new VersionScaler.Told(
                    VersionScaler.BLUE_KEPT,
                    "green has fewer ready pods than all the traffic needs, so blue is not scaled to 0; scale green up, then deployment/"
                            + blue + " to 0"));
        }
        return suffices.isPresent();
    }

    /** Who writes its own weights while a release goes on does so afterwards, when nobody puts them right any more. */
    private static Optional<String> foreignWriter(StoredRollout stored) {
        return stored.status().flatMap(status -> Optional.ofNullable(status.journal())).orElse(List.of()).stream()
                .filter(entry -> entry.decision().startsWith(EventReasons.CORRECTED))
                .reduce((_, last) -> last)
                .map(
                        last -> "somebody else wrote over this release's routes (" + last.why()
                                + ") and may send users to blue again, so it is not scaled to 0; see that what writes the routes keeps green's weight");
    }

    private static Optional<String> otherUser(ReconcilerContext context, StoredRollout stored) {
        return context.mesh()
                .blueInUse(stored.target())
                .map(why -> why + ", so it is not scaled to 0; lead all routes to green");
    }
}
