package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.RolloutEvent;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody has found a way to write the frozen plan of a release that goes on. */
final class ChangedPlanTest {
    private final Bench bench = new Bench(Bench.HOLDING);
    private StoredRollout rollout;
    private String green;
    private Resource<GenericKubernetesResource> payments;

    @BeforeEach
    void begin() {
        GenericKubernetesResource other = bench.virtualService().require();
        other.getMetadata().setName("payments");
        other.getMetadata().setResourceVersion(null);
        other.getMetadata().setUid(null);
        bench.client().resource(other).create();
        payments = bench.client()
                .genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace("default")
                .withName("payments");
        rollout = bench.begin();
        green = rollout.spec().green().subset();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void aReleaseWhoseSpecIsTakenOutEndsOnBlueAndSaysSo() {
        try (Bench.Hand hand = holding()) {
            change(spec -> spec.clear());
            hand.heard(raw().require());

            endsOnBlue(hand);
        }

        change(this::plunder);

        nobodyGoesOn();
    }

    @Test
    void aReleaseWithAnotherPlanEndsByItsOwnAndTouchesNothingElse() {
        try (Bench.Hand hand = holding()) {
            change(this::plunder);
            hand.heard(raw().require());

            endsOnBlue(hand);
        }
        nobodyGoesOn();
    }

    @Test
    void theWordOfTheApiServerAtAWriteIsEnough() {
        try (Bench.Hand hand = holding()) {
            change(this::plunder);
            bench.virtualService().edit(json -> {
                json.getAdditionalProperties().put("spec", payments.require().get("spec"));
                return json;
            });

            endsOnBlue(hand);
        }
    }

    @Test
    void whoeverTakesOneOverDoesNothingForItAndTellsPeople() {
        holding().close();
        String before = bench.virtualService().require().toString();

        change(this::plunder);

        nobodyGoesOn();
        UnreadableRollouts unread = unread();
        unread.pass();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(raw().require().<String>get("status", "message"))
                        .contains("somebody has changed its frozen plan")
                        .contains("sluice-pin-" + rollout.name()));
        assertThat(raw().require().getMetadata().getFinalizers()).isNotEmpty();
        assertThat(bench.virtualService().require()).hasToString(before);
    }

    @Test
    void aWishIsNoOtherPlan() {
        holding().close();

        change(spec -> spec.put("desired", "Paused"));

        assertThat(bench.stored(rollout)).isPresent();
    }

    private Bench.Hand holding() {
        Bench.Hand hand = bench.hire(rollout).start();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> bench.state(rollout).equals("Holding")
                        && Bench.weight(bench.virtualService().require(), green) == 10);
        return hand;
    }

    private void endsOnBlue(Bench.Hand hand) {
        await().atMost(Duration.ofMinutes(1)).until(() -> !hand.running());
        assertThat(Bench.weight(bench.virtualService().require(), green)).isZero();
        assertThat(Bench.pins(bench.virtualService().require())).isZero();
        GenericKubernetesResource ended = raw().require();
        assertThat(ended.<String>get("status", "state")).isEqualTo("Aborted");
        assertThat(ended.<String>get("status", "reason")).contains("has changed the frozen plan");
        assertThat(ended.getMetadata().getFinalizers()).isEmpty();
        assertThat(bench.told("Stalled")).anyMatch(told -> told.contains("has changed the frozen plan"));
    }

    /** Nor is another release of the policy begun before a person has looked at it. */
    private void nobodyGoesOn() {
        assertThat(bench.stored(rollout)).isEmpty();
        assertThat(unread().of("default", "myapp")).contains(rollout.name());
        assertThat(Bench.weight(payments.require(), green)).isZero();
        assertThat(Bench.pins(payments.require())).isZero();
    }

    @SuppressWarnings("unchecked")
    private void plunder(Map<String, Object> spec) {
        spec.putAll(
                ((Map<String, Object>) rollout.raw().getAdditionalProperties().get("spec")));
        Map<String, Object> plan = new LinkedHashMap<>((Map<String, Object>) spec.get("plan"));
        plan.put("routes", List.of(Map.of("virtualService", "payments")));
        spec.put("plan", plan);
        Map<String, Object> route = new LinkedHashMap<>(((List<Map<String, Object>>) spec.get("routes")).getFirst());
        route.put("virtualService", "payments");
        spec.put("routes", List.of(route));
        spec.put("pin", "mine");
    }

    /** The local API server has no rules of kinds. */
    @SuppressWarnings("unchecked")
    private void change(Consumer<Map<String, Object>> change) {
        raw().edit(json -> {
            Map<String, Object> spec = new LinkedHashMap<>(
                    (Map<String, Object>) json.getAdditionalProperties().getOrDefault("spec", Map.of()));
            change.accept(spec);
            if (spec.isEmpty()) {
                json.getAdditionalProperties().remove("spec");
            } else {
                json.getAdditionalProperties().put("spec", spec);
            }
            return json;
        });
    }

    private Resource<GenericKubernetesResource> raw() {
        return bench.client()
                .genericKubernetesResources("sluice.dev/v1alpha1", "Rollout")
                .inNamespace("default")
                .withName(rollout.name());
    }

    private UnreadableRollouts unread() {
        return new UnreadableRollouts(
                new InformerCaches(bench.client()) {
                    @Override
                    List<StoredRollout> rollouts() {
                        return List.of();
                    }

                    @Override
                    List<GenericKubernetesResource> unread() {
                        return List.of(raw().require()).stream()
                                .filter(one -> RolloutClient.read(one).isEmpty())
                                .toList();
                    }
                },
                StoreParts.rollouts(bench.client()),
                new ActiveLimits(new Bench.Hurried()),
                unheard(),
                InstantSource.system(),
                Bench.alone(bench.client()));
    }

    @SuppressWarnings("unchecked")
    private static Event<RolloutEvent> unheard() {
        return (Event<RolloutEvent>) Proxy.newProxyInstance(
                ChangedPlanTest.class.getClassLoader(), new Class<?>[] {Event.class}, (_, _, _) -> null);
    }
}
