package dev.sluice.cli.live;

import dev.sluice.rollout.Desired;
import dev.sluice.store.CrdContexts;
import dev.sluice.store.RolloutClient;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.InstantSource;
import java.util.Optional;

/** Where a rollout is read, and steered, with the rights of whoever looks. */
final class RolloutSource {
    private final KubernetesClient client;
    private final InstantSource clock;

    RolloutSource(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Reads it again; never throws. */
    RolloutPoller.WatchState again(RolloutPoller.WatchState before, String namespace, String name) {
        try {
            GenericKubernetesResource raw = at(namespace, name).get();
            if (raw == null) {
                return before.deleted(clock.instant());
            }
            return RolloutClient.read(raw)
                    .map(rollout -> RolloutPoller.WatchState.of(rollout, clock.instant()))
                    .orElseGet(() -> before.troubled("it is not of the form that Sluice writes", clock.instant()));
        } catch (KubernetesClientException e) {
            return before.troubled(why(e), clock.instant());
        }
    }

    /** The newest active release of a policy besides the one that is known. */
    Optional<StoredRollout> next(String namespace, String policy, String known) {
        try {
            return client
                    .genericKubernetesResources(CrdContexts.ROLLOUT)
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .stream()
                    .flatMap(raw -> RolloutClient.read(raw).stream())
                    .filter(rollout -> rollout.spec().policy().equals(policy))
                    .filter(rollout -> rollout.active() && !rollout.name().equals(known))
                    .max(StoredRollout.BY_AGE);
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /** Sets what people want; says what came of it. */
    String desire(StoredRollout rollout, Desired desired) {
        try {
            at(rollout.namespace(), rollout.name())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"desired\":\"" + desired + "\"}}");
            return "asked for " + desired;
        } catch (KubernetesClientException e) {
            return "not done: " + why(e);
        }
    }

    private Resource<GenericKubernetesResource> at(String namespace, String name) {
        return client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace(namespace)
                .withName(name);
    }

    private static String why(KubernetesClientException e) {
        String said = e.getStatus() == null ? null : e.getStatus().getMessage();
        // 0 where there was no answer, -1 where there was no connection or it took too long.
        return e.getCode() <= 0 ? "the API server does not answer" : said == null ? "status " + e.getCode() : said;
    }
}
