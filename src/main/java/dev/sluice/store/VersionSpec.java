package dev.sluice.store;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * A version of the app.
 *
 * @param subset name of its subset in the DestinationRule
 * @param deployment name of its Deployment; absent when none was found
 * @param uid uid of the Deployment
 * @param templateHash hash of the Deployment's pod template
 */
public record VersionSpec(
        @JsonPropertyDescription("Name of its subset in the DestinationRule.")
        String subset,

        @JsonPropertyDescription("Name of its Deployment.") @Nullable
        String deployment,

        @JsonPropertyDescription("Uid of its Deployment.") @Nullable
        String uid,

        @JsonPropertyDescription("Hash of the Deployment's pod template.") @Nullable
        String templateHash) {}
