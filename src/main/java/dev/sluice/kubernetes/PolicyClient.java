package dev.sluice.kubernetes;

import dev.sluice.api.TextSanitizer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** RolloutPolicies in the cluster. */
@ApplicationScoped
public class PolicyClient {
    private static final int LONGEST = 2_000;

    private final KubernetesClient client;
    private final ApiReader reads;
    private final WritePermit permit;

    @Inject
    PolicyClient(KubernetesClient client) {
        this(client, WritePermit.ALWAYS);
    }

    private PolicyClient(KubernetesClient client, WritePermit permit) {
        this.client = client;
        this.reads = new ApiReader(client);
        this.permit = permit;
    }

    /** The same, for somebody who has to stop: it is asked, of the namespace, before every request that writes, repeated ones too. */
    public PolicyClient asLongAs(Predicate<String> may) {
        return new PolicyClient(client, new WritePermit(may));
    }

    /** Reads a resource; a policy that cannot be used says why. */
    public static StoredPolicy read(GenericKubernetesResource raw) {
        return StoredPolicy.of(raw);
    }

    /** Asks the API server whether this very policy still stands as it was read. */
    public boolean stands(StoredPolicy known) {
        return reads.get(ApiKind.of(CrdContexts.POLICY), known.namespace(), known.name(), found -> found)
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                .map(PolicyClient::read)
                .filter(found -> found.uid().equals(known.uid()) && found.generation() == known.generation())
                .isPresent();
    }

    /**
     * Says what Sluice makes of a policy; writes only what is new.
     *
     * @param ready whether the policy can be used
     * @param told what is wrong and the cure, or what goes on
     */
    public void report(StoredPolicy policy, boolean ready, String told, Instant at) {
        String message = TextSanitizer.line(told, LONGEST);
        Optional<PolicyStatus> before = policy.status();
        String value = ready ? "True" : "False";
        boolean same = before.isPresent()
                && value.equals(before.get().ready())
                && message.equals(before.get().message())
                && Long.valueOf(policy.generation()).equals(before.get().observedGeneration());
        if (same) {
            return;
        }
        var conditions = before.map(PolicyStatus::conditions).orElse(null);
        String reason = ready ? "Accepted" : "Invalid";
        PolicyStatus status = new PolicyStatus(
                policy.generation(),
                value,
                message,
                List.of(
                        Conditions.of("Ready", ready, reason, message, conditions, at),
                        Conditions.of("Stalled", !ready, reason, message, conditions, at)));
        permit.check(policy.namespace());
        client.genericKubernetesResources(CrdContexts.POLICY)
                .inNamespace(policy.namespace())
                .withName(policy.name())
                .editStatus(raw -> {
                    raw.getAdditionalProperties().put("status", JsonMappers.map(status));
                    return raw;
                });
    }
}
