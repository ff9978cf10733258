package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.InvalidPolicyException;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.UntrustedInput;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A policy as it is in the cluster.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid its uid
 * @param created when it was created, ISO 8601; sorts by time
 * @param generation the generation of its spec
 * @param spec the policy; empty when it cannot be used
 * @param problem why it cannot be used, with field and cure; empty when it can
 * @param status what Sluice last wrote
 */
public record StoredPolicy(
        String namespace,
        String name,
        String uid,
        String created,
        long generation,
        Optional<PolicySpec> spec,
        String problem,
        Optional<PolicyStatus> status) {
    static StoredPolicy of(GenericKubernetesResource raw) {
        if (raw instanceof LeanResource kept && kept.crowded()) {
            return crowded(kept);
        }
        return UntrustedInput.read(() -> read(raw), why -> unusable(raw, "spec cannot be read: " + why));
    }

    private static StoredPolicy read(GenericKubernetesResource raw) {
        JsonNode json = JsonMappers.tree(raw);
        Optional<PolicyStatus> status = JsonMappers.optional(json.path("status"), PolicyStatus.class);
        Optional<String> name = KubernetesNames.policyProblem(raw.getMetadata().getName());
        if (name.isPresent()) {
            return stored(raw, Optional.empty(), name.get(), status);
        }
        try {
            return stored(raw, Optional.of(PolicyReader.read(json.path("spec"))), "", status);
        } catch (InvalidPolicyException e) {
            return stored(raw, Optional.empty(), raw.getMetadata().getName() + ": " + e.getMessage(), status);
        }
    }

    /** Of one of which its watch keeps little more than the name. */
    private static StoredPolicy crowded(LeanResource raw) {
        String why = crowd(raw);
        Optional<PolicyStatus> status = raw.told()
                ? Optional.of(new PolicyStatus(raw.getMetadata().getGeneration(), "False", why, null))
                : Optional.empty();
        return stored(raw, Optional.empty(), why, status);
    }

    static String crowd(GenericKubernetesResource raw) {
        return raw.getMetadata().getName() + ": "
                + LeanStore.crowdOfPolicies(raw.getMetadata().getNamespace());
    }

    private static StoredPolicy unusable(GenericKubernetesResource raw, String problem) {
        Optional<PolicyStatus> status = UntrustedInput.read(
                () -> JsonMappers.optional(
                        JsonMappers.tree(Objects.requireNonNullElse(
                                raw.getAdditionalProperties().get("status"), Map.of())),
                        PolicyStatus.class),
                _ -> Optional.empty());
        return stored(raw, Optional.empty(), raw.getMetadata().getName() + ": " + problem, status);
    }

    /** Whether Sluice has said of this very generation that it cannot be used; what was found wrong stays so until the objects can be read. */
    public boolean refused() {
        return status.filter(last ->
                        "False".equals(last.ready()) && Long.valueOf(generation).equals(last.observedGeneration()))
                .isPresent();
    }

    private static StoredPolicy stored(
            GenericKubernetesResource raw, Optional<PolicySpec> spec, String problem, Optional<PolicyStatus> status) {
        ObjectMeta metadata = raw.getMetadata();
        return new StoredPolicy(
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid(),
                Objects.requireNonNullElse(metadata.getCreationTimestamp(), ""),
                Objects.requireNonNullElse(metadata.getGeneration(), 0L),
                spec,
                problem,
                status);
    }
}
