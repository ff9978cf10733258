package dev.sluice.controller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.FaultInjection;
import dev.sluice.local.LoadReport;
import dev.sluice.local.LocalCluster;
import dev.sluice.replay.RecordedDecision;
import dev.sluice.replay.Recording;
import dev.sluice.replay.Replay;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.ProbeSummary;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.Timeline;
import dev.sluice.rollout.Weight;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Releases, watched from outside: over HTTP as a user, and over the API as an operator. */
@QuarkusTest
@QuarkusTestResource(value = Released.class, restrictToAnnotatedClass = true)
final class ReleaseTest {
    @Inject
    RolloutClient rollouts;

    @Inject
    KubernetesClient client;

    private final LocalCluster cluster = LocalCluster.running().orElseThrow();

    private Set<String> earlier = Set.of();

    @BeforeEach
    void remember() {
        earlier = rollouts.all().stream().map(StoredRollout::name).collect(Collectors.toSet());
    }

    /** The next release begins from a quiet cluster. */
    @AfterEach
    void settle() {
        cluster.app("v1").set(FaultInjection.NONE);
        cluster.app("v2").set(FaultInjection.NONE);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> rollouts.all().stream().noneMatch(StoredRollout::active));
    }

    @Test
    void promotesAGoodVersionWithoutAFailedRequest() {
        LoadReport before = cluster.load();

        String version = cluster.release();

        untilState("Promoted");
        assertThat(cluster.load().failed()).isEqualTo(before.failed());
        given().get("/api/v1/rollouts")
                .then()
                .body("[0].status.state", is("Promoted"))
                .body("[0].status.weightSeen", is(100.0f));
        assertThat(weights()).containsEntry(version, 100);
        await().untilAsserted(() -> assertThat(pins()).isZero());
        assertThat(served(version)).isPositive();
    }

    @Test
    void recordsWhatIsDecidedAgainTheSameWay() {
        String version = cluster.release();
        until(r -> "Holding".equals(state(r)) && Double.valueOf(50).equals(weightAsked(r)));
        cluster.app(version).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));

        Recording recording = Recording.unpacked(
                String.valueOf(untilState("Reverted").status().orElseThrow().recording()));
        assertThat(recording.notes()).isEmpty();
        assertThat(recording.made()).isNotEmpty();
        assertThat(decisions(Replay.of(recording).made())).isEqualTo(decisions(recording.made()));
    }

    @Test
    void revertsABadVersionAndLeavesTheRouteAsItWas() {
        Map<String, Integer> before = weights();
        String version = cluster.release();
        until(r -> "Holding".equals(state(r)) && Double.valueOf(50).equals(weightAsked(r)));

        cluster.app(version).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));

        untilState("Reverted");
        assertThat(weights()).isEqualTo(before);
        await().untilAsserted(() -> assertThat(pins()).isZero());
        given().get("/api/v1/rollouts").then().body("[0].status.journal.decision", hasItem(startsWith("Reverting")));
        long failed = cluster.load().failed();
        long ok = cluster.load().ok();
        await().until(() -> cluster.load().ok() > ok + 50);
        assertThat(cluster.load().failed()).isEqualTo(failed);
    }

    @Test
    void findsABadVersionBeforeAnyUserDoes() {
        String version = cluster.release();
        cluster.app(version).set(new FaultInjection(FaultInjection.Kind.REFUSE, 0));
        long failed = cluster.load().failed();

        untilState("Reverted");

        assertThat(cluster.load().failed()).isEqualTo(failed);
    }

    @Test
    void releasesTheSameVersionAgainAtAnotherAttempt() {
        String version = cluster.release();
        cluster.app(version).set(new FaultInjection(FaultInjection.Kind.REFUSE, 0));
        StoredRollout first = untilState("Reverted");
        cluster.app(version).set(FaultInjection.NONE);

        change("myapp-" + version, annotations -> annotations.put(PodTemplateHash.ATTEMPT, "again"));

        StoredRollout second = until(r -> !r.name().equals(first.name()) && "Promoted".equals(state(r)));
        assertThat(second.spec().green().templateHash())
                .isEqualTo(first.spec().green().templateHash());
    }

    @Test
    void showsPeopleTheGatewaysAndTheCourseOfTheRollout() {
        String version = cluster.release();

        StoredRollout rollout = untilState("Promoted");

        RolloutProgress live = rollout.live().orElseThrow();
        assertThat(live.gateways())
                .singleElement()
                .satisfies(gateway -> assertThat(gateway.serves()).contains(Weight.ALL));
        assertThat(live.answers()).extracting(ProbeSummary::detail).contains("status 200");
        assertThat(live.timeline().points())
                .extracting(Timeline.Point::asked)
                .contains(Weight.NONE, Weight.ofPercent(50), Weight.ALL);
        assertThat(live.timeline().points().stream()
                        .mapToLong(point -> point.users().green()))
                .as("users of " + version)
                .anyMatch(users -> users > 0);
    }

    @Test
    void takesTheWeightAwayWhenGreenIsReplaced() {
        cluster.release();
        StoredRollout first =
                until(r -> "Holding".equals(state(r)) && Double.valueOf(50).equals(weightAsked(r)));

        cluster.release();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> rollouts.get(first.namespace(), first.name())
                        .filter(r -> "Superseded".equals(state(r)))
                        .isPresent());
        StoredRollout second = until(r -> !r.name().equals(first.name()) && "Promoted".equals(state(r)));
        assertThat(second.spec().green().deployment())
                .isEqualTo(first.spec().green().deployment());
    }

    @Test
    void putsTheTrafficBackWhenTheRolloutIsDeleted() {
        Map<String, Integer> before = weights();
        cluster.release();
        StoredRollout rollout =
                until(r -> "Holding".equals(state(r)) && Double.valueOf(50).equals(weightAsked(r)));
        quietly(rollout.spec().green().deployment());

        rollouts.delete(rollout);

        await().atMost(Duration.ofMinutes(1))
                .until(() -> rollouts.get(rollout.namespace(), rollout.name()).isEmpty());
        assertThat(weights()).isEqualTo(before);
        assertThat(pins()).isZero();
    }

    @Test
    void correctsAForeignWeight() {
        cluster.release();
        until(r -> "Holding".equals(state(r)) && Double.valueOf(10).equals(weightAsked(r)));

        virtualService().edit(json -> {
            managed(json).forEach(entry -> entry.put("weight", 50));
            return json;
        });

        StoredRollout done = untilState("Promoted");
        assertThat(done.status().orElseThrow().journal())
                .anyMatch(entry -> entry.why().contains("instead of 10 %"));
    }

    @Test
    void tellsWhatItHasPutRightWhenNoHoldStartsOver() {
        cluster.release();
        StoredRollout rollout =
                until(r -> "Holding".equals(state(r)) && Double.valueOf(10).equals(weightAsked(r)));
        rollouts.desire(rollout, Desired.Paused);
        until(r -> "Paused".equals(state(r)));

        virtualService().edit(json -> {
            managed(json).forEach(entry -> entry.put("weight", 50));
            return json;
        });

        until(r -> r.status().orElseThrow().journal().stream()
                .anyMatch(entry -> entry.decision().startsWith("Corrected")
                        && entry.why().equals("VirtualService myapp gives green 50 % instead of 10 %")));
        rollouts.desire(rollout, Desired.Aborted);
    }

    @Test
    void saysWhatIsWrongWithAnAnnotationThatNamesNoPolicy() {
        String deployment = "myapp-v1";
        annotate(deployment, "nobody");

        await().until(() -> client.v1().events().inNamespace("default").list().getItems().stream()
                .anyMatch(event -> "PolicyNotFound".equals(event.getReason())
                        && event.getMessage().contains("names RolloutPolicy nobody")));
        quietly(deployment);
    }

    private static List<String> decisions(List<RecordedDecision> made) {
        return made.stream()
                .map(one -> one.decision().getClass().getSimpleName())
                .toList();
    }

    private StoredRollout untilState(String state) {
        return until(r -> state.equals(state(r)) && !r.active());
    }

    private StoredRollout until(Predicate<StoredRollout> wanted) {
        return await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> rollouts.all().stream()
                                .filter(rollout -> !earlier.contains(rollout.name()))
                                .max(StoredRollout.BY_AGE)
                                // A list leaves recordings out.
                                .flatMap(newest -> rollouts.get(newest.namespace(), newest.name())),
                        newest -> newest.filter(wanted).isPresent())
                .orElseThrow();
    }

    private static String state(StoredRollout rollout) {
        return rollout.status().map(status -> String.valueOf(status.state())).orElse("");
    }

    private static Double weightAsked(StoredRollout rollout) {
        return rollout.status().orElseThrow().weightAsked();
    }

    private void annotate(String deployment, String policy) {
        change(deployment, annotations -> annotations.put(InformerCaches.ANNOTATION, policy));
    }

    /** Without the annotation nothing begins again. */
    private void quietly(String deployment) {
        change(deployment, annotations -> annotations.remove(InformerCaches.ANNOTATION));
    }

    private void change(String deployment, Consumer<Map<String, String>> change) {
        client.apps().deployments().inNamespace("default").withName(deployment).edit(d -> {
            change.accept(d.getMetadata().getAnnotations());
            return d;
        });
    }

    private long served(String version) {
        return cluster.load().totals().get(version).ok();
    }

    private Resource<GenericKubernetesResource> virtualService() {
        return client.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace("default")
                .withName("myapp");
    }

    private Map<String, Integer> weights() {
        return managed(virtualService().require()).stream()
                .collect(Collectors.toMap(
                        entry -> String.valueOf(((Map<?, ?>) entry.get("destination")).get("subset")),
                        entry -> (Integer) entry.get("weight")));
    }

    private long pins() {
        return http(virtualService().require()).stream()
                .filter(route -> String.valueOf(route.get("name")).startsWith("sluice-pin"))
                .count();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> http(GenericKubernetesResource json) {
        return (List<Map<String, Object>>) json.get("spec", "http");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> managed(GenericKubernetesResource json) {
        return (List<Map<String, Object>>) http(json).getLast().get("route");
    }
}
