package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.LocalCluster;
import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people get wrong: it is said once and plainly, no other app feels it, and mending it is enough. */
@QuarkusTest
@QuarkusTestResource(value = TwoApps.class, restrictToAnnotatedClass = true)
final class BadInputTest {
    private static final String BUILD = "example.com/build";
    private static int builds;

    @Inject
    RolloutClient rollouts;

    @Inject
    KubernetesClient client;

    private final KubernetesClient hand = LocalCluster.running().orElseThrow().client();

    @AfterEach
    void settle() {
        hand.apps().deployments().inNamespace("default").list().getItems().stream()
                .map(d -> d.getMetadata().getName())
                .forEach(name ->
                        change(name, d -> d.getMetadata().getAnnotations().remove(InformerCaches.ANNOTATION)));
        patiently().until(() -> rollouts.all().stream().noneMatch(StoredRollout::active));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        Map.of("routes", List.of(Map.of("virtualService", "shopp"))),
                        "VirtualService shopp does not exist in namespace default; apply it or mend spec.routes of the policy"),
                Arguments.of(
                        Map.of("routes", List.of(Map.of("virtualService", "shop", "httpRoutes", List.of("main")))),
                        "VirtualService shop has no http route named main; mend spec.routes.httpRoutes of the policy"),
                Arguments.of(
                        Map.of("routes", List.of(Map.of("virtualService", "shop", "host", "cart"))),
                        "VirtualService shop sends nothing to host cart; it knows shop; mend spec.routes.host of the policy"),
                Arguments.of(
                        Map.of("steps", List.of(Map.of("weight", 50), Map.of("weight", 20))),
                        "shop: spec.steps[1].weight is 20, not above steps[0] (50); weights must rise"),
                Arguments.of(
                        Map.of("stepz", List.of(Map.of("weight", 10))),
                        "shop: spec.stepz is not a field here; known are "));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrongWithAPolicyAndGoesOnOnceItIsMended(Map<String, Object> mistake, String message) {
        Map<String, Object> good = spec("shop");
        Map<String, Object> bad = new HashMap<>(good);
        bad.putAll(mistake);
        putSpec("shop", bad);
        String green = release("shop");

        patiently().until(() -> policyMessage("shop").startsWith(message));
        assertThat(condition("shop", "Ready")).isEqualTo("False");
        assertThat(condition("shop", "Stalled")).isEqualTo("True");
        promotes("myapp", release("myapp"));
        assertThat(events("RolloutPolicy", "shop").stream()
                        .map(Event::getMessage)
                        .filter(m -> m.startsWith(message)))
                .as("told once")
                .hasSize(1);

        putSpec("shop", good);
        promotes("shop", green);
        patiently().until(() -> condition("shop", "Ready").equals("True"));
    }

    @Test
    void asksForTheVersionLabel() {
        String green = next("shop");
        change(green, d -> {
            d.getMetadata().getAnnotations().put(InformerCaches.ANNOTATION, "shop");
            build(d);
            d.getSpec().getTemplate().getMetadata().getLabels().remove("version");
        });

        untilTold("Deployment", green, "has no label version in spec.template.metadata.labels");

        promotes("myapp", release("myapp"));
        change(
                green,
                d -> d.getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .put("version", green.substring(green.length() - 2)));
        promotes("shop", green);
    }

    @Test
    void letsTheUserSteer() {
        String green = release("shop");
        StoredRollout rollout = untilShifted("shop", green);

        rollouts.desire(rollout, Desired.Paused);
        patiently().until(() -> state(rollout).equals("Paused"));
        rollouts.desire(rollout, Desired.Run);
        patiently().until(() -> !state(rollout).equals("Paused"));
        rollouts.desire(rollout, Desired.Aborted);

        patiently().until(() -> over(rollout));
        assertThat(state(rollout)).isEqualTo("Aborted");
        assertThat(weight("shop", green)).isZero();
        assertThat(Bench.pins(service("shop").require())).isZero();
    }

    @Test
    void skipsTheHoldsForWhoeverWantsItPromoted() {
        Map<String, Object> good = spec("shop");
        Map<String, Object> slow = new HashMap<>(good);
        slow.put("steps", List.of(Map.of("weight", 10, "hold", "1h")));
        putSpec("shop", slow);
        String green = release("shop");
        StoredRollout rollout = untilShifted("shop", green);

        rollouts.desire(rollout, Desired.Promoted);

        patiently().until(() -> over(rollout));
        assertThat(state(rollout)).isEqualTo("Promoted");
        putSpec("shop", good);
    }

    @Test
    void waitsAtAGateForAPerson() {
        Map<String, Object> good = spec("shop");
        Map<String, Object> gated = new HashMap<>(good);
        gated.put("steps", List.of(Map.of("weight", 10, "hold", "100ms", "pause", true)));
        putSpec("shop", gated);
        String green = release("shop");
        StoredRollout rollout = untilShifted("shop", green);
        patiently().until(() -> state(rollout).equals("Paused"));
        assertThat(weight("shop", green)).isEqualTo(10);

        rollouts.desire(rollout, Desired.Run);

        patiently().until(() -> over(rollout));
        assertThat(state(rollout)).isEqualTo("Promoted");
        putSpec("shop", good);
    }

    @Test
    void putsTheTrafficBackWhenThePolicyGoesInMidFlight() {
        GenericKubernetesResource policy = policy("shop").require();
        Map<String, Object> slow = spec("shop");
        slow.put("steps", List.of(Map.of("weight", 10, "hold", "1h")));
        putSpec("shop", slow);
        String green = release("shop");
        StoredRollout rollout = untilShifted("shop", green);

        policy("shop").delete();

        patiently()
                .until(() -> rollouts.get(rollout.namespace(), rollout.name()).isEmpty());
        assertThat(weight("shop", green)).isZero();
        assertThat(Bench.pins(service("shop").require())).isZero();
        policy.getMetadata().setResourceVersion(null);
        policy.getMetadata().setUid(null);
        hand.resource(policy).create();
        promotes("shop", green);
    }

    @Test
    void isNotDisturbedByARolloutThatSomeoneWroteByHand() {
        for (String spec : List.of("{}", "{\"policy\": 7}", "{\"policy\": \"shop\", \"routes\": []}")) {
            hand.raw("/apis/sluice.dev/v1alpha1/namespaces/default/rollouts", "POST", """
                    {"apiVersion": "sluice.dev/v1alpha1", "kind": "Rollout",
                     "metadata": {"generateName": "hand-", "namespace": "default"}, "spec": %s}
                    """.formatted(spec));
        }

        promotes("shop", release("shop"));
        promotes("myapp", release("myapp"));
    }

    @Test
    void hasNothingToReleaseWhereTheTrafficIsAlready() {
        String serving = Stream.of("shop-v1", "shop-v2")
                .filter(name -> !name.equals(next("shop")))
                .findFirst()
                .orElseThrow();
        GenericKubernetesResource before = service("shop").require();
        change(serving, d -> {
            d.getMetadata().getAnnotations().put(InformerCaches.ANNOTATION, "shop");
            build(d);
        });

        untilTold("Deployment", serving, "carries the traffic already; there is nothing to release");

        assertThat(service("shop").require()).isEqualTo(before);
    }

    private StoredRollout untilShifted(String app, String green) {
        patiently().until(() -> weight(app, green) == 10);
        return rollouts.of("default", app).stream()
                .filter(StoredRollout::active)
                .findFirst()
                .orElseThrow();
    }

    /** Waits for the release of the Deployment as it is now; it may have been released before. */
    private void promotes(String app, String green) {
        Deployment now =
                hand.apps().deployments().inNamespace("default").withName(green).require();
        String hash = PodTemplateHash.hash(now);
        StoredRollout rollout = patiently()
                .until(
                        () -> rollouts.of("default", app).stream()
                                .filter(r -> hash.equals(r.spec().green().templateHash()) && !r.active())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(state(rollout)).isEqualTo("Promoted");
        assertThat(weight(app, green)).isEqualTo(100);
        assertThat(Bench.pins(service(app).require())).isZero();
    }

    /** A new build of the version that does not serve. */
    private String release(String app) {
        String green = next(app);
        change(green, d -> {
            d.getMetadata().getAnnotations().put(InformerCaches.ANNOTATION, app);
            build(d);
        });
        return green;
    }

    private static void build(Deployment deployment) {
        var template = deployment.getSpec().getTemplate().getMetadata();
        Map<String, String> annotations = new HashMap<>(template.getAnnotations());
        annotations.put(BUILD, String.valueOf(builds++));
        template.setAnnotations(annotations);
    }

    private String next(String app) {
        return weight(app, app + "-v1") == 100 ? app + "-v2" : app + "-v1";
    }

    private int weight(String app, String deployment) {
        return Bench.weight(service(app).require(), deployment.substring(app.length() + 1));
    }

    private String state(StoredRollout known) {
        return rollouts.get(known.namespace(), known.name())
                .flatMap(StoredRollout::status)
                .map(status -> String.valueOf(status.state()))
                .orElse("");
    }

    private boolean over(StoredRollout known) {
        return rollouts.get(known.namespace(), known.name())
                .filter(StoredRollout::active)
                .isEmpty();
    }

    private void untilTold(String kind, String name, String message) {
        patiently()
                .until(() ->
                        events(kind, name).stream().anyMatch(e -> e.getMessage().contains(message)));
        assertThat(events(kind, name).stream().filter(e -> e.getMessage().contains(message)))
                .as("told once")
                .hasSize(1);
    }

    private List<Event> events(String kind, String name) {
        return hand.v1().events().inNamespace("default").list().getItems().stream()
                .filter(e -> e.getInvolvedObject().getKind().equals(kind))
                .filter(e -> e.getInvolvedObject().getName().equals(name))
                .toList();
    }

    private void change(String deployment, Consumer<Deployment> how) {
        patiently().ignoreException(KubernetesClientException.class).until(() -> {
            hand.apps()
                    .deployments()
                    .inNamespace("default")
                    .withName(deployment)
                    .edit(d -> {
                        how.accept(d);
                        return d;
                    });
            return true;
        });
    }

    private Resource<GenericKubernetesResource> service(String name) {
        return hand.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace("default")
                .withName(name);
    }

    private Resource<GenericKubernetesResource> policy(String name) {
        return hand.genericKubernetesResources("sluice.dev/v1alpha1", "RolloutPolicy")
                .inNamespace("default")
                .withName(name);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> spec(String policy) {
        return (Map<String, Object>) policy(policy).require().get("spec");
    }

    private void putSpec(String policy, Map<String, Object> spec) {
        patiently().ignoreException(KubernetesClientException.class).until(() -> {
            policy(policy).edit(json -> {
                json.getAdditionalProperties().put("spec", spec);
                return json;
            });
            return true;
        });
    }

    private String policyMessage(String policy) {
        return String.valueOf((Object) policy(policy).require().get("status", "message"));
    }

    private String condition(String policy, String type) {
        List<Map<String, Object>> all = policy(policy).require().get("status", "conditions");
        return all.stream()
                .filter(one -> type.equals(one.get("type")))
                .map(one -> String.valueOf(one.get("status")))
                .findFirst()
                .orElse("");
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(30));
    }
}
