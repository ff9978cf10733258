package dev.sluice.cli.steer;

import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** Why a version that was released already is not simply released again. */
final class Known {
    private Known() {}

    static String of(StoredRollout before, Deployment deployment) {
        String outcome =
                before.status().map(status -> String.valueOf(status.state())).orElse("over");
        if (before.greenIs(deployment)) {
            return Release.name(deployment) + ", as it is now, was released already by " + before.name() + " ("
                    + outcome + "); release it again with: sluice retry " + before.name()
                    + ", or change its pod template";
        }
        return Release.name(deployment) + ", as it is now, was the version before " + before.name() + " (" + outcome
                + "); go back to it with: sluice undo " + before.spec().policy();
    }
}
