package dev.sluice.store;

import dev.sluice.policy.Clean;
import dev.sluice.wire.ApiKind;
import dev.sluice.wire.ApiReads;
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
public class Policies {
    private static final int LONGEST = 2_000;

    private final KubernetesClient client;
    private final ApiReads reads;
    private final WritePermit permit;

    @Inject
    Policies(KubernetesClient client) {
        this(client, WritePermit.ALWAYS);
    }

    private Policies(KubernetesClient client, WritePermit permit) {
        this.client = client;
        this.reads = new ApiReads(client);
        this.permit = permit;
    }

    /** The same, for somebody who has to stop: it is asked, of the namespace, before every request that writes, repeated ones too. */
    public Policies asLongAs(Predicate<String> may) {
        return new Policies(client, new WritePermit(may));
    }

    /** Reads a resource; a policy that cannot be used says why. */
    public static StoredPolicy read(GenericKubernetesResource raw) {
        return StoredPolicy.of(raw);
    }

    /** Asks the API server whether this very policy still stands as it was read. */
    public boolean stands(StoredPolicy known) {
        return reads.get(ApiKind.of(Kinds.POLICY), known.namespace(), known.name(), found -> found)
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                .map(Policies::read)
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
        String message = Clean.line(told, LONGEST);
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
        client.genericKubernetesResources(Kinds.POLICY)
                .inNamespace(policy.namespace())
                .withName(policy.name())
                .editStatus(raw -> {
                    raw.getAdditionalProperties().put("status", Json.map(status));
                    return raw;
                });
    }
}
