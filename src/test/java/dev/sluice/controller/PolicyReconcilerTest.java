package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.LeanStore;
import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.PolicyStatus;
import dev.sluice.kubernetes.ProbeSecrets;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.traffic.istio.IstioTrafficRouter;
import dev.sluice.traffic.istio.MeshParts;
import dev.sluice.traffic.istio.WatchedObjects;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What begins while the watches lag behind the cluster. */
@SuppressWarnings("unchecked")
final class PolicyReconcilerTest {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec: {routes: [{virtualService: myapp}]}
            """;

    private final Bench bench = new Bench(POLICY);
    private final RolloutClient rollouts = StoreParts.rollouts(bench.client());
    private final WatchedObjects objects = MeshParts.objects(bench.client());
    private volatile Duration later = Duration.ZERO;
    private final ProbeSecrets secrets =
            StoreParts.secrets(bench.client(), () -> Instant.now().plus(later));
    private final PolicyReconciler policyReconciler;

    PolicyReconcilerTest() {
        bench.cluster().release();
        policyReconciler = intake(new Late(bench.client()));
    }

    @AfterEach
    void close() throws Exception {
        objects.stop();
        bench.close();
    }

    @Test
    void beginsForAPolicyThatStands() {
        policyReconciler.reconcileAll();

        assertThat(rollouts.of("default", "myapp")).hasSize(1);
    }

    /** Its revision is not known before, by which the template is known again when an upgrade has filled a default in. */
    @Test
    void waitsUntilTheDeploymentsControllerHasSeenIt() {
        Late caches = new Late(bench.client());
        PolicyReconciler waiting = intake(caches);
        caches.annotated().forEach(one -> {
            one.getMetadata().setGeneration(2L);
            one.setStatus(
                    new DeploymentStatusBuilder().withObservedGeneration(1L).build());
        });
        waiting.reconcileAll();
        assertThat(rollouts.of("default", "myapp")).isEmpty();

        caches.annotated().forEach(one -> {
            one.getMetadata().getAnnotations().put("deployment.kubernetes.io/revision", "7");
            one.getStatus().setObservedGeneration(2L);
        });
        waiting.reconcileAll();

        assertThat(rollouts.of("default", "myapp"))
                .singleElement()
                .satisfies(begun -> assertThat(begun.spec().green().revision()).isEqualTo("7"));
    }

    @Test
    void beginsNothingForAPolicyThatIsGone() {
        policy(bench.client()).delete();

        policyReconciler.reconcileAll();

        assertThat(rollouts.of("default", "myapp")).isEmpty();
    }

    @Test
    void beginsNothingForAPolicyThatWasMadeAnew() {
        GenericKubernetesResource again = policy(bench.client()).require();
        policy(bench.client()).delete();
        again.getMetadata().setResourceVersion(null);
        again.getMetadata().setUid(null);
        bench.client().resource(again).create();

        policyReconciler.reconcileAll();

        assertThat(rollouts.of("default", "myapp"))
                .as("it waits for the watch to show the new one")
                .isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAnIdlePolicyAndTakesItBackOnceItIsMended() {
        objects.start(_ -> {});
        await().until(() -> objects.synced("default"));
        PolicyReconciler idle = intake(new Idle(bench.client()));
        idle.reconcileAll();
        assertThat(message()).isEqualTo("ready");

        gateways(List.of("mesh"));

        await().untilAsserted(() -> {
            idle.reconcileAll();
            assertThat(message())
                    .isEqualTo(
                            "VirtualService myapp is bound to no gateway; Sluice probes through the ingress: add spec.gateways");
        });
        gateways(List.of("app-gateway"));
        await().untilAsserted(() -> {
            idle.reconcileAll();
            assertThat(message()).isEqualTo("ready");
        });
    }

    @Test
    void saysWhichSecretAnIdlePolicyLacksAndBeginsOnceItIsThere() {
        objects.start(_ -> {});
        await().until(() -> objects.synced("default"));
        policy(bench.client()).edit(raw -> {
            ((Map<String, Object>) raw.getAdditionalProperties().get("spec"))
                    .put("health", Serialization.unmarshal("""
                            probe: {headersFrom: [{name: X, valueFrom: {secretKeyRef: {name: probe, key: token}}}]}
                            """, Map.class));
            return raw;
        });
        PolicyReconciler late = intake(new Late(bench.client()));
        await().untilAsserted(() -> {
            late.reconcileAll();
            assertThat(message()).startsWith("Secret default/probe does not exist; create it with the key token: ");
        });
        assertThat(rollouts.of("default", "myapp")).isEmpty();

        bench.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("probe")
                        .withAnnotations(Map.of("sluice.dev/probe-headers", "x", "sluice.dev/probe-hosts", "*"))
                        .endMetadata()
                        .withData(Map.of("token", "YWJj"))
                        .build())
                .create();

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            later = later.plusSeconds(1);
            late.reconcileAll();
            assertThat(rollouts.of("default", "myapp")).hasSize(1);
        });
    }

    @Test
    void warnsOfACredentialInPlainText() {
        objects.start(_ -> {});
        await().until(() -> objects.synced("default"));
        policy(bench.client()).edit(raw -> {
            ((Map<String, Object>) raw.getAdditionalProperties().get("spec"))
                    .put("health", Map.of("probe", Map.of("headers", Map.of("Authorization", "hunter2"))));
            return raw;
        });

        intake(new Idle(bench.client())).reconcileAll();

        assertThat(message())
                .startsWith("ready; spec.health.probe.headers.Authorization looks like a credential")
                .doesNotContain("hunter2");
    }

    @Test
    void doesNotReadAnIdlePolicysObjectsAgainWhenNothingHasChanged() {
        objects.start(_ -> {});
        await().until(() -> objects.synced("default"));
        String before = objects.mark("default", List.of("myapp"));

        assertThat(objects.mark("default", List.of("myapp"))).isEqualTo(before);
        gateways(List.of("mesh"));
        await().untilAsserted(() ->
                assertThat(objects.mark("default", List.of("myapp"))).isNotEqualTo(before));
    }

    @Test
    void keepsWhatWasWrongAsLongAsTheObjectsCannotBeRead() {
        StoredPolicy known = PolicyClient.read(policy(bench.client()).require());
        StoreParts.policies(bench.client()).report(known, false, "something is wrong; mend it", Instant.EPOCH);

        intake(new Idle(bench.client())).reconcileAll();

        assertThat(message()).isEqualTo("something is wrong; mend it");
    }

    @Test
    void tellsAPausedDeploymentAndBeginsOnceItIsResumed() {
        pause(true);
        Late paused = new Late(bench.client());
        paused.annotated()
                .forEach(one -> one.setStatus(new DeploymentStatusBuilder()
                        .withObservedGeneration(one.getMetadata().getGeneration())
                        .build()));

        intake(paused).reconcileAll();

        assertThat(rollouts.of("default", "myapp")).isEmpty();
        pause(false);
        intake(new Late(bench.client())).reconcileAll();
        assertThat(rollouts.of("default", "myapp")).hasSize(1);
    }

    @Test
    void saysOfAnIdlePolicyThatItsNamespaceHasMoreDeploymentsThanAreLookedInto() {
        objects.start(_ -> {});
        await().until(() -> objects.synced("default"));

        intake(new Idle(bench.client()) {
                    @Override
                    Optional<String> crowd(String namespace) {
                        return Optional.of("namespace " + namespace + " is crowded; delete some");
                    }
                })
                .reconcileAll();

        assertThat(message()).isEqualTo("namespace default is crowded; delete some");
    }

    @Test
    void beginsNothingBesideADeploymentOfWhichNothingIsKnown() {
        LeanStore<Deployment> watch = LeanStore.deployments();
        Deployment one = green().require();
        Map<String, String> labels = IntStream.range(0, 60).boxed().collect(Collectors.toMap(i -> "l" + i, i -> "v"));
        one.getSpec().getTemplate().getMetadata().getLabels().putAll(labels);
        for (int i = 0; !watch.crowded("default"); i++) {
            one.getMetadata().setName("d" + i);
            watch.put("default/d" + i, one);
        }
        Deployment bare = watch.values().filter(LeanStore::bare).findFirst().orElseThrow();

        intake(new Late(bench.client()) {
                    @Override
                    List<Deployment> deployments(String namespace) {
                        return Stream.concat(super.deployments(namespace).stream(), Stream.of(bare))
                                .toList();
                    }
                })
                .reconcileAll();

        assertThat(rollouts.of("default", "myapp")).isEmpty();
        assertThat(message())
                .startsWith("namespace default has more Deployments than are looked into (8,388,608 characters");
    }

    /** Somebody counts the Deployment's pods at the same time. */
    private void pause(boolean paused) {
        await().ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(
                        () -> green().edit(d -> {
                            d.getSpec().setPaused(paused);
                            return d;
                        }),
                        edited -> edited.getSpec().getPaused() == paused);
    }

    private Resource<Deployment> green() {
        String name = bench.client().apps().deployments().inNamespace("default").list().getItems().stream()
                .filter(d -> InformerCaches.policyOf(d).isPresent())
                .map(d -> d.getMetadata().getName())
                .findFirst()
                .orElseThrow();
        return bench.client().apps().deployments().inNamespace("default").withName(name);
    }

    private String message() {
        return PolicyClient.read(policy(bench.client()).require())
                .status()
                .map(PolicyStatus::message)
                .orElse("");
    }

    @SuppressWarnings("unchecked")
    private void gateways(List<String> names) {
        bench.virtualService().edit(raw -> {
            ((Map<String, Object>) raw.getAdditionalProperties().get("spec")).put("gateways", names);
            return raw;
        });
    }

    private PolicyReconciler intake(InformerCaches caches) {
        KubernetesClient client = bench.client();
        IstioTrafficRouter router = MeshParts.mesh(client);
        InstantSource clock = InstantSource.system();
        RolloutFactory rolloutFactory =
                new RolloutFactory(router, StoreParts.workloads(client), rollouts, Bench.alone(client));
        RouteConflicts overlaps = new RouteConflicts(router, clock);
        return new PolicyReconciler(
                caches,
                caches,
                rolloutFactory,
                overlaps,
                new PolicySetupCache(objects, secrets),
                new UnreadableRollouts(
                        caches, rollouts, new ActiveLimits(new Bench.Hurried()), unheard(), clock, Bench.alone(client)),
                StoreParts.policies(client),
                new FreshRollouts(rollouts, caches, clock),
                new ActiveLimits(new Bench.Hurried()),
                unheard(),
                clock,
                Bench.alone(client));
    }

    private static Resource<GenericKubernetesResource> policy(KubernetesClient client) {
        return client.genericKubernetesResources("sluice.dev/v1alpha1", "RolloutPolicy")
                .inNamespace("default")
                .withName("myapp");
    }

    @SuppressWarnings("unchecked")
    private static Event<RolloutEvent> unheard() {
        return (Event<RolloutEvent>) Proxy.newProxyInstance(
                Event.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> null);
    }

    /** Shows no Deployment that asks for a release, and policies as they are. */
    private static class Idle extends InformerCaches {
        private final KubernetesClient client;

        private Idle(KubernetesClient client) {
            super(client);
            this.client = client;
        }

        @Override
        List<StoredPolicy> policies() {
            return List.of(PolicyClient.read(policy(client).require()));
        }

        @Override
        List<StoredRollout> rollouts() {
            return List.of();
        }

        @Override
        List<Deployment> annotated() {
            return List.of();
        }
    }

    /** Shows for ever what was there when it was made, once the Deployments' controller has seen it. */
    private static class Late extends InformerCaches {
        private final List<StoredPolicy> policies;
        private final List<Deployment> deployments;

        private Late(KubernetesClient client) {
            super(client);
            policies = List.of(PolicyClient.read(policy(client).require()));
            deployments = await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> client.apps()
                                    .deployments()
                                    .inNamespace("default")
                                    .list()
                                    .getItems(),
                            all -> all.stream().allMatch(PodTemplateHash::observed));
        }

        @Override
        List<StoredPolicy> policies() {
            return policies;
        }

        @Override
        List<StoredRollout> rollouts() {
            return List.of();
        }

        @Override
        List<Deployment> deployments(String namespace) {
            return deployments;
        }

        @Override
        List<Deployment> annotated() {
            return deployments.stream()
                    .filter(deployment -> policyOf(deployment).isPresent())
                    .toList();
        }
    }
}
