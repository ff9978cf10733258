package dev.sluice.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.policy.InvalidPolicy;
import dev.sluice.policy.PolicyReader;
import dev.sluice.policy.PolicySpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
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
        JsonNode json = Json.tree(raw);
        Optional<PolicySpec> spec = Optional.empty();
        String problem = "";
        try {
            spec = Optional.of(PolicyReader.read(json.path("spec")));
        } catch (InvalidPolicy e) {
            problem = raw.getMetadata().getName() + ": " + e.getMessage();
        }
        return new StoredPolicy(
                raw.getMetadata().getNamespace(),
                raw.getMetadata().getName(),
                raw.getMetadata().getUid(),
                json.at("/metadata/creationTimestamp").asText(),
                json.at("/metadata/generation").asLong(),
                spec,
                problem,
                Json.optional(json.path("status"), PolicyStatus.class));
    }
}
