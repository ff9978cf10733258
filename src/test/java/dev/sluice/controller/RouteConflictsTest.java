package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.istio.MeshParts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies and releases that would move the same http route. */
final class RouteConflictsTest {
    private static final String OBJECTS = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: domain, namespace: default}
            spec:
              hosts: [example.com]
              http:
                - {name: beta, match: [{uri: {prefix: /beta}}], route: [{destination: {host: shop, subset: v1}}]}
                - {name: cart, match: [{uri: {prefix: /cart}}], route: [{destination: {host: cart, subset: v1}}]}
                - {name: shop, route: [{destination: {host: shop.default.svc.cluster.local, subset: v1}}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: shop, namespace: default}
            spec: {host: shop, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: shop, namespace: default}
            spec: {selector: {app: shop}, ports: [{port: 80}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop-v2, namespace: default, uid: u-2, annotations: {sluice.dev/rollout: POLICY}}
            spec:
              replicas: 1
              selector: {matchLabels: {app: shop, version: v2}}
              template: {metadata: {labels: {app: shop, version: v2}}, spec: {containers: [{name: app, image: a}]}}
            status: {observedGeneration: 1}
            """;
    private static final String ROLLOUT = StoreParts.ROLLOUT
            .replace("name: myapp-1", "name: first-1, labels: {sluice.dev/policy: first}")
            .replace("policy: myapp", "policy: first")
            .replace("routes: [{virtualService: myapp}]", "routes: [{virtualService: domain, httpRoutes: [shop]}]")
            .replace(
                    "routes: [{virtualService: myapp, host: myapp}]", "routes: [{virtualService: domain, host: shop}]");

    private final List<RolloutEvent> news = new ArrayList<>();
    private BareApi api;

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host: shop                              | host: shop                     | beta, shop",
                "host: shop                              | httpRoutes: [shop]             | shop",
                "host: shop.default.svc, httpRoutes: [shop] | httpRoutes: [beta, shop], host: shop | shop",
                "httpRoutes: [beta]                      | httpRoutes: [shop]             | ''",
                "host: cart                              | host: shop                     | ''",
                "host: cart, httpRoutes: [shop]          | host: shop                     | ''",
                "httpRoutes: []                          | host: shop                     | ''",
            })
    void theLaterPolicyYieldsWhereBothManageARouteOfTheSameHost(String one, String other, String common) {
        begin("second");
        StoredPolicy first = policy("first", "2026-01-01T00:00:02Z", one);
        StoredPolicy second = policy("second", "2026-01-01T00:00:03Z", other);
        RouteConflicts overlaps = new RouteConflicts(MeshParts.mesh(api.client()), InstantSource.system());

        overlaps.know(List.of(second, first));
        Optional<String> why = overlaps.withOlder(second, second.spec().orElseThrow());

        assertThat(why).isEqualTo(said(common));
        assertThat(overlaps.withOlder(first, first.spec().orElseThrow())).isEmpty();
    }

    private static Optional<String> said(String common) {
        return Optional.of(common)
                .filter(routes -> !routes.isEmpty())
                .map(routes -> "http routes of VirtualService domain (" + routes
                        + ") are managed by RolloutPolicy first already, which is older;"
                        + " name others in spec.routes.httpRoutes of one of the two, or delete one");
    }

    @Test
    void thePolicyThatYieldsIsNotReadyAndItsDeploymentIsToldWhy() {
        begin("second");
        StoredPolicy first = policy("first", "2026-01-01T00:00:02Z", "host: shop");
        StoredPolicy second = policy("second", "2026-01-01T00:00:02Z", "host: shop");

        pass(first, second);

        assertThat(condition("second"))
                .startsWith("False http routes of VirtualService domain (beta, shop) are managed by");
        assertThat(condition("first")).startsWith("True");
        assertThat(told("Deployment"))
                .containsExactly("CannotRelease " + condition("second").substring(6));
        assertThat(StoreParts.rollouts(api.client()).all()).isEmpty();
    }

    @Test
    void aReleaseWaitsForOneOfAnotherPolicyThatMovesItsRoute() {
        begin("second");
        api.create(ROLLOUT);
        StoredPolicy second = policy("second", "2026-01-01T00:00:02Z", "host: shop");

        pass(second);

        String why =
                "waits for Rollout first-1 of RolloutPolicy first to end: http routes of VirtualService domain (shop) are"
                        + " moved by it";
        assertThat(condition("second")).isEqualTo("True " + why);
        assertThat(told("Deployment")).containsExactly("Waiting " + why);
        assertThat(StoreParts.rollouts(api.client()).all()).hasSize(1);
    }

    /** However many releases go on that move other routes of it. */
    @Test
    void aVirtualServiceIsReadOnceForOneLookAtTheReleasesThatGoOn() {
        begin("second");
        StoredPolicy second = policy("second", "2026-01-01T00:00:02Z", "host: shop, httpRoutes: [beta]");
        StoredRollout other = StoreParts.rollout(ROLLOUT);
        AtomicInteger steps = new AtomicInteger();
        AtomicInteger reads = new AtomicInteger();
        try (TroubledApi counted = new TroubledApi(api.uri());
                KubernetesClient client = counted.client()) {
            counted.make(request -> {
                reads.addAndGet(request.is("GET", "virtualservices") ? 1 : 0);
                return TroubledApi.NONE;
            });

            Optional<String> why = new RouteConflicts(MeshParts.mesh(client), InstantSource.system())
                    .withActive(
                            second,
                            second.spec().orElseThrow(),
                            Collections.nCopies(20, other),
                            steps::incrementAndGet);

            assertThat(why).isEmpty();
        }
        assertThat(reads).hasValue(1);
        assertThat(steps).as("shows that it goes on").hasValue(21);
    }

    /** It is the value of a label, so the API server would refuse the Rollout, when all else was done. */
    @Test
    void aPolicyWhoseNameIsTooLongIsRefusedBeforeAnythingIsRead() {
        String name = "p".repeat(64);
        begin(name);
        StoredPolicy policy = policy(name, "2026-01-01T00:00:02Z", "host: shop");
        List<String> reads = new CopyOnWriteArrayList<>();
        try (TroubledApi counted = new TroubledApi(api.uri());
                KubernetesClient client = counted.client()) {
            counted.make(request -> {
                reads.add(request.path());
                return TroubledApi.NONE;
            });

            pass(client, policy);
        }
        assertThat(condition(name))
                .isEqualTo("False metadata.name has 64 characters; write at most 63,"
                        + " since it is the value of a label on its Rollouts");
        assertThat(reads).isNotEmpty().allSatisfy(path -> assertThat(path).contains("rolloutpolicies"));
    }

    @Test
    void whatTakesTooLongIsLeftAloneForAWhile() {
        begin("second");
        StoredPolicy second = policy("second", "2026-01-01T00:00:02Z", "host: shop");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        AtomicInteger reads = new AtomicInteger();
        try (TroubledApi slow = new TroubledApi(api.uri());
                KubernetesClient client = slow.client()) {
            readsTake(LookTimer.LONGEST.plusSeconds(1), slow, now, reads);
            PolicyReconciler intake = intake(client, now::get, second);

            intake.reconcileAll();
            assertThat(reads).as("given up after the first").hasValue(1);
            intake.reconcileAll();
            assertThat(reads).hasValue(1);
            now.set(now.get().plusSeconds(10));
            intake.reconcileAll();
            assertThat(reads).hasValue(2);
        }
        assertThat(told("Deployment"))
                .singleElement()
                .asString()
                .startsWith("CannotRelease to look at one policy's objects takes more than 20 s");
        assertThat(StoreParts.rollouts(api.client()).all()).isEmpty();
    }

    /** Has each read of a VirtualService take so long, by the clock of the test. */
    private static void readsTake(Duration time, TroubledApi slow, AtomicReference<Instant> now, AtomicInteger reads) {
        slow.make(request -> {
            if (request.is("GET", "virtualservices")) {
                reads.incrementAndGet();
                now.set(now.get().plus(time));
            }
            return TroubledApi.NONE;
        });
    }

    /** So that a namespace of which nobody knows that it takes long keeps others waiting for a short time. */
    @Test
    void whatTakesLongForTheFirstTimeIsTriedAgainWithMoreTimeBeforeAnybodyIsTold() {
        begin("second");
        StoredPolicy second = policy("second", "2026-01-01T00:00:02Z", "host: shop");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        AtomicInteger reads = new AtomicInteger();
        try (TroubledApi slow = new TroubledApi(api.uri());
                KubernetesClient client = slow.client()) {
            readsTake(FairPolicyOrder.TIME.plusMillis(1), slow, now, reads);
            PolicyReconciler intake = intake(client, now::get, second);

            assertThat(intake.reconcileAll()).as("there is more to do").isTrue();
            assertThat(reads).hasValue(1);
            assertThat(told("Deployment")).isEmpty();
            intake.reconcileAll();
            assertThat(reads).hasValueGreaterThan(2);
        }
    }

    @Test
    void aReleaseBeginsBesideOneThatMovesOtherRoutes() {
        begin("second");
        api.create(ROLLOUT);
        StoredPolicy second = policy("second", "2026-01-01T00:00:02Z", "host: shop, httpRoutes: [beta]");

        pass(second);

        assertThat(StoreParts.rollouts(api.client()).all()).hasSize(2);
    }

    @Test
    void aReleaseTakesOutWhatARolloutThatIsNoMoreHasLeft() {
        begin("second");
        api.create(ROLLOUT);
        back("first-1");
        back("gone-1");
        StoredPolicy second = policy("second", "2026-01-01T00:00:02Z", "host: shop, httpRoutes: [beta]");
        assertThat(pins()).contains("sluice-pin-first-1-stamp", "sluice-pin-gone-1-stamp");

        pass(second);

        assertThat(pins()).hasSize(3).allSatisfy(name -> assertThat(name).startsWith("sluice-pin-first-1-"));
    }

    /** All traffic is where it was, and the pinned routes are still there. */
    private void back(String rollout) {
        TrafficTarget.Route route = new TrafficTarget.Route(
                RouteRef.virtualService("default", "domain"), List.of("shop"), "shop", List.of(), "", "/");
        TrafficTarget target =
                new TrafficTarget("default", rollout, "pin-" + rollout, "v1", "v2", "v2", List.of(route));
        MeshParts.mesh(api.client()).apply(target, new DesiredTraffic.Back(Outcome.Aborted), () -> true);
    }

    private List<String> pins() {
        JsonNode virtualService = new ObjectMapper()
                .valueToTree(api.client()
                        .genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                        .inNamespace("default")
                        .withName("domain")
                        .require());
        return virtualService
                .at("/spec/http")
                .valueStream()
                .map(route -> route.path("name").asText())
                .filter(name -> name.startsWith("sluice-pin-"))
                .toList();
    }

    private void begin(String policy) {
        api = new BareApi(OBJECTS.replace("POLICY", policy));
    }

    private StoredPolicy policy(String name, String created, String route) {
        api.create("""
                apiVersion: sluice.dev/v1alpha1
                kind: RolloutPolicy
                metadata: {name: NAME, namespace: default}
                spec: {routes: [{virtualService: domain, ROUTE}]}
                """.replace("NAME", name).replace("ROUTE", route));
        GenericKubernetesResource raw = resource(name);
        raw.getMetadata().setCreationTimestamp(created);
        return PolicyClient.read(raw);
    }

    private GenericKubernetesResource resource(String policy) {
        return api.client()
                .genericKubernetesResources("sluice.dev/v1alpha1", "RolloutPolicy")
                .inNamespace("default")
                .withName(policy)
                .require();
    }

    private String condition(String policy) {
        return PolicyClient.read(resource(policy))
                .status()
                .map(status -> status.ready() + " " + status.message())
                .orElse("nothing said");
    }

    private List<String> told(String kind) {
        return news.stream()
                .filter(one -> one.kind().equals(kind))
                .map(one -> one.reason() + " " + one.message())
                .toList();
    }

    private void pass(StoredPolicy... policies) {
        pass(api.client(), policies);
    }

    private void pass(KubernetesClient client, StoredPolicy... policies) {
        intake(client, InstantSource.system(), policies).reconcileAll();
    }

    private PolicyReconciler intake(KubernetesClient client, InstantSource clock, StoredPolicy... policies) {
        var rollouts = StoreParts.rollouts(client);
        var router = MeshParts.mesh(client);
        RolloutFactory rolloutFactory =
                new RolloutFactory(router, StoreParts.workloads(client), rollouts, Bench.alone(client));
        InformerCaches shown = new Shown(api.client(), List.of(policies));
        return new PolicyReconciler(
                shown,
                shown,
                rolloutFactory,
                new RouteConflicts(router, clock),
                new PolicySetupCache(MeshParts.objects(client), StoreParts.secrets(client)),
                new UnreadableRollouts(
                        shown, rollouts, new ActiveLimits(new Bench.Hurried()), heard(), clock, Bench.alone(client)),
                StoreParts.policies(client),
                new FreshRollouts(rollouts, shown, clock),
                new ActiveLimits(new Bench.Hurried()),
                heard(),
                clock,
                Bench.alone(client));
    }

    @SuppressWarnings("unchecked")
    private Event<RolloutEvent> heard() {
        return (Event<RolloutEvent>) Proxy.newProxyInstance(
                Event.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                    news.add((RolloutEvent) arguments[0]);
                    return null;
                });
    }

    /** Shows these policies, and what the cluster holds. */
    private static final class Shown extends InformerCaches {
        private final KubernetesClient client;
        private final List<StoredPolicy> policies;

        private Shown(KubernetesClient client, List<StoredPolicy> policies) {
            super(client);
            this.client = client;
            this.policies = policies;
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
            return client.apps().deployments().inNamespace(namespace).list().getItems();
        }

        @Override
        List<Deployment> annotated() {
            return deployments("default");
        }
    }
}
