package dev.sluice.store;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.jspecify.annotations.Nullable;

/**
 * A version of the app.
 *
 * @param subset name of its subset in the DestinationRule
 * @param deployment name of its Deployment; absent when none was found
 * @param uid uid of the Deployment
 * @param templateHash hash of the Deployment's pod template
 * @param attempt value of the Deployment's annotation sluice.dev/attempt; absent when it has none
 */
public record VersionSpec(
        @JsonPropertyDescription("Name of its subset in the DestinationRule.")
        String subset,

        @JsonPropertyDescription("Name of its Deployment.") @Nullable
        String deployment,

        @JsonPropertyDescription("Uid of its Deployment.") @Nullable
        String uid,

        @JsonPropertyDescription("Hash of the Deployment's pod template.") @Nullable
        String templateHash,

        @JsonPropertyDescription(
                "Value of its annotation sluice.dev/attempt, which releases the same pod template again.")
        @Nullable
        String attempt) {
    /** A version whose Deployment is known. */
    public static VersionSpec of(String subset, Deployment deployment) {
        String attempt = Templates.attempt(deployment);
        return new VersionSpec(
                subset,
                deployment.getMetadata().getName(),
                deployment.getMetadata().getUid(),
                Templates.hash(deployment),
                attempt.isEmpty() ? null : attempt);
    }

    /** Whether its Deployment's name can be one; people may create Rollouts by hand. */
    boolean named() {
        return deployment == null || deployment.isEmpty() || Names.object(deployment);
    }

    boolean is(String otherUid, String otherHash, String otherAttempt) {
        return otherUid.equals(uid)
                && otherHash.equals(templateHash)
                && otherAttempt.equals(attempt == null ? "" : attempt);
    }
}
