package dev.sluice.web.page;

import dev.sluice.kubernetes.RolloutSpec;
import dev.sluice.kubernetes.RolloutStatus;
import dev.sluice.kubernetes.StoredRollout;
import org.jspecify.annotations.Nullable;

/**
 * A rollout, as scripts see it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param created when it began, ISO 8601
 * @param spec the frozen plan
 * @param status where it stands
 */
public record RolloutView(
        String namespace,
        String name,
        String created,
        RolloutSpec spec,
        @Nullable RolloutStatus status) {

    /** The pin and the headers of probes are not for everyone who sees the page. */
    static RolloutView of(StoredRollout rollout) {
        return new RolloutView(
                rollout.namespace(),
                rollout.name(),
                rollout.created(),
                rollout.spec().withoutSecrets(),
                rollout.status().map(RolloutStatus::withoutRecording).orElse(null));
    }
}
