package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.KubernetesNames;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of the app.
 *
 * @param subset name of its subset in the DestinationRule
 * @param deployment name of its Deployment; absent when none was found
 * @param uid uid of the Deployment
 * @param templateHash hash of the Deployment's pod template
 * @param attempt value of the Deployment's annotation sluice.dev/attempt; absent when it has none
 * @param generation generation of the Deployment when its template was hashed; absent in what an older version recorded
 * @param revision revision that the Deployment's controller had given to this template; absent when it had not yet
 * @param podLabels the labels by which its pods are selected, whatever makes them; absent for green, and in what an older version recorded
 */
public record VersionSpec(
        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @JsonPropertyDescription("Name of its subset in the DestinationRule.")
        String subset,

        @Size(max = KubernetesNames.LONGEST_OBJECT) @JsonPropertyDescription("Name of its Deployment.") @Nullable
        String deployment,

        @Size(max = KubernetesNames.LONGEST_OBJECT) @JsonPropertyDescription("Uid of its Deployment.") @Nullable
        String uid,

        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @JsonPropertyDescription("Hash of the Deployment's pod template.")
        @Nullable
        String templateHash,

        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @JsonPropertyDescription(
                "Value of its annotation sluice.dev/attempt, which releases the same pod template again.")
        @Nullable
        String attempt,

        @JsonPropertyDescription("Generation of its Deployment when the template was hashed.") @Nullable
        Long generation,

        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @JsonPropertyDescription(
                "Revision that the Deployment's controller had given to this template; absent when it had not yet.")
        @Nullable
        String revision,

        @Size(max = 64)
        @JsonPropertyDescription("The labels by which its pods are selected, whatever makes them.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Map<String, @Size(max = 63) String> podLabels) {
    /** A version of which no Deployment is known. */
    public static VersionSpec of(String subset) {
        return new VersionSpec(subset, null, null, null, null, null, null, null);
    }

    /** A version whose Deployment is known. */
    public static VersionSpec of(String subset, Deployment deployment) {
        String attempt = PodTemplateHash.attempt(deployment);
        return new VersionSpec(
                subset,
                deployment.getMetadata().getName(),
                deployment.getMetadata().getUid(),
                PodTemplateHash.hash(deployment),
                attempt.isEmpty() ? null : attempt,
                deployment.getMetadata().getGeneration(),
                PodTemplateHash.revision(deployment).orElse(null),
                null);
    }

    /** The same, by whose labels its pods are counted. */
    public VersionSpec selecting(Map<String, String> labels) {
        return new VersionSpec(
                subset, deployment, uid, templateHash, attempt, generation, revision, Map.copyOf(labels));
    }

    /** Whether its Deployment's name can be one; people may create Rollouts by hand. */
    boolean named() {
        return subset != null && (deployment == null || deployment.isEmpty() || KubernetesNames.object(deployment));
    }

    /** Whether this is the version that a Deployment has now, at the same attempt. */
    boolean is(Deployment other) {
        return other.getMetadata().getUid().equals(uid)
                && PodTemplateHash.attempt(other).equals(attempt == null ? "" : attempt)
                && sameTemplate(other);
    }

    /**
     * Whether a Deployment still has this pod template. Where the hash differs though nobody has written the Deployment, or its controller
     * has seen no new template in what was written, an upgrade of Kubernetes or of Sluice has filled a field in.
     */
    public boolean sameTemplate(Deployment other) {
        boolean unwritten =
                generation != null && generation.equals(other.getMetadata().getGeneration());
        return PodTemplateHash.hash(other).equals(templateHash)
                || unwritten
                || (revision != null
                        && PodTemplateHash.revision(other)
                                .filter(revision::equals)
                                .isPresent());
    }
}
