package dev.sluice.web;

import dev.sluice.store.RolloutResource;
import dev.sluice.store.RolloutSpec;
import dev.sluice.store.RolloutStatus;
import org.jspecify.annotations.Nullable;

/**
 * A rollout, as the page shows it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param created when it began, ISO 8601
 * @param spec the frozen plan
 * @param status where it stands
 */
public record RolloutView(
        @Nullable String namespace,
        String name,
        @Nullable String created,
        @Nullable RolloutSpec spec,
        @Nullable RolloutStatus status) {

    static RolloutView of(RolloutResource rollout) {
        var metadata = rollout.getMetadata();
        RolloutSpec spec = rollout.getSpec();
        return new RolloutView(
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getCreationTimestamp(),
                spec == null ? null : withoutPin(spec),
                rollout.getStatus());
    }

    /** Who knows the pin chooses the version: it is not for everyone who sees the page. */
    private static RolloutSpec withoutPin(RolloutSpec spec) {
        return new RolloutSpec(
                spec.policy(), spec.plan(), spec.blue(), spec.green(), spec.first(), spec.routes(), "", spec.desired());
    }
}
