package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.traffic.istio.IstioTrafficRouter;
import dev.sluice.traffic.istio.MeshParts;
import dev.sluice.workload.ReleaseTrigger;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who asks for a release under a policy that is not there is told so once, whatever asks; no API server is asked for that. */
final class ReleaseTriggerTest {
    private final KubernetesClient nobody = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty())
                    .withMasterUrl("https://127.0.0.1:1")
                    .build())
            .build();
    private final List<RolloutEvent> news = new CopyOnWriteArrayList<>();
    private List<ReleaseTrigger.Request> requests = List.of();
    private boolean ours = true;
    private final PolicyReconciler reconciler = reconciler();

    @AfterEach
    void close() {
        nobody.close();
    }

    @Test
    void whoNamesAPolicyThatIsNotThereIsToldSoOnce() {
        requests = List.of(
                new ReleaseTrigger.Request("shop", deployment("b")),
                new ReleaseTrigger.Request("cart", deployment("a")));

        reconciler.reconcileAll();
        reconciler.reconcileAll();

        assertThat(news)
                .extracting(one -> one.name() + " " + one.reason() + " " + one.message())
                .containsExactly(
                        "a PolicyNotFound annotation sluice.dev/rollout names RolloutPolicy cart, which does not exist in"
                                + " namespace ns; apply it or mend the annotation",
                        "b PolicyNotFound annotation sluice.dev/rollout names RolloutPolicy shop, which does not exist in"
                                + " namespace ns; apply it or mend the annotation");
    }

    @Test
    void whatComesBackIsToldAnew() {
        requests = List.of(new ReleaseTrigger.Request("shop", deployment("b")));
        reconciler.reconcileAll();
        requests = List.of();
        reconciler.reconcileAll();
        requests = List.of(new ReleaseTrigger.Request("shop", deployment("b")));

        reconciler.reconcileAll();

        assertThat(news).hasSize(2);
    }

    @Test
    void whatAnotherReplicaCarriesIsItsBusiness() {
        ours = false;
        requests = List.of(new ReleaseTrigger.Request("shop", deployment("b")));

        reconciler.reconcileAll();

        assertThat(news).isEmpty();
    }

    private static Deployment deployment(String name) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName(name)
                .withUid("uid-of-" + name)
                .endMetadata()
                .build();
    }

    private PolicyReconciler reconciler() {
        InstantSource clock = InstantSource.system();
        IstioTrafficRouter router = MeshParts.mesh(nobody);
        RolloutClient rollouts = StoreParts.rollouts(nobody);
        InformerCaches caches = new InformerCaches(nobody);
        ActiveLimits limits = new ActiveLimits(new Bench.Hurried());
        Sharding sharding = new Sharding(nobody, new Bench.Hurried(), new LoopMonitor()) {
            @Override
            boolean carries(String namespace) {
                return ours;
            }
        };
        return new PolicyReconciler(
                caches,
                () -> requests,
                new RolloutFactory(router, StoreParts.workloads(nobody), rollouts, sharding),
                new RouteConflicts(router, clock),
                new PolicySetupCache(MeshParts.objects(nobody), StoreParts.secrets(nobody)),
                new UnreadableRollouts(caches, rollouts, limits, heard(), clock, sharding),
                StoreParts.policies(nobody),
                new FreshRollouts(rollouts, caches, clock),
                limits,
                heard(),
                clock,
                sharding);
    }

    @SuppressWarnings("unchecked")
    private Event<RolloutEvent> heard() {
        return (Event<RolloutEvent>) Proxy.newProxyInstance(
                Event.class.getClassLoader(), new Class<?>[] {Event.class}, (_, _, arguments) -> {
                    news.add((RolloutEvent) arguments[0]);
                    return null;
                });
    }
}
