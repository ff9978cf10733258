package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of Rollouts that are over, and of very many of a namespace, that is kept by which others are decided on, and no other namespace loses anything. */
final class RolloutBriefTest {
    private static final Deployment GREEN = Serialization.unmarshal("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web-v2, namespace: crowd, uid: green, generation: 3, annotations: {sluice.dev/attempt: "2"}}
            spec: {replicas: 2, template: {metadata: {labels: {app: web, version: v2}}, spec: {containers: [{name: app, image: web}]}}}
            """, Deployment.class);

    /** Some 100,000 characters, of which 16 MiB are 160. */
    private static final int MANY = 300;

    private static final String HOLDS = """
            status: {state: Holding, stageIndex: 1, since: '2026-01-01T00:00:00Z', observedAt: '2026-01-01T00:01:00Z', message: LONG}
            """.replace("LONG", "x".repeat(100_000));

    private static final String OVER = """
            status: {state: Reverted, since: '2026-01-01T00:00:00Z', reason: worse, recording: LONG, journal: [{at: x, message: LONG}]}
            """.replace("LONG", "x".repeat(10_000));

    private final LeanStore<GenericKubernetesResource> store = LeanStore.rollouts();

    @Test
    void ofOneThatIsOverAllIsKnownByWhichOthersAreDecidedOn() {
        StoredRollout whole = RolloutClient.read(raw("crowd", "one", OVER)).orElseThrow();

        StoredRollout kept = put("crowd", "one", OVER);

        assertThat(Serialization.asJson(kept.raw())).hasSizeLessThan(700);
        assertThat(kept.brief()).isTrue();
        assertThat(kept.lean()).isTrue();
        assertThat(kept.active()).isFalse();
        assertThat(kept.state()).isEqualTo(whole.state()).isPresent();
        assertThat(kept.continues(whole)).isTrue();
        assertThat(kept.knows(GREEN)).as("so that it is not released again").isTrue();
        assertThat(kept.greenIs(GREEN)).isTrue();
        assertThat(kept.spec().policy()).isEqualTo("myapp");
        assertThat(kept.owner().orElseThrow().getUid()).isEqualTo("policy-uid");
        assertThat(RolloutClient.policyOf(kept.raw())).contains("myapp");
        assertThat(kept.created()).isEqualTo(whole.created()).isNotEmpty();
        assertThat(RolloutClient.Version.of(kept.raw())).isEqualTo(RolloutClient.Version.of(whole.raw()));
    }

    @Test
    void oneThatIsHeldYetIsKeptWhole() {
        assertThat(RolloutClient.read(put(held(raw("crowd", "one", OVER))))
                        .orElseThrow()
                        .brief())
                .isFalse();
    }

    @Test
    void beyondWhatIsKeptOneThatGoesOnIsKnownToGoOn() {
        fill("crowd");
        GenericKubernetesResource raw = held(raw("crowd", "last", HOLDS));
        StoredRollout whole = RolloutClient.read(raw).orElseThrow();

        StoredRollout kept = RolloutClient.read(put(raw)).orElseThrow();

        assertThat(kept.brief()).isTrue();
        assertThat(store.crowded("crowd")).isTrue();
        assertThat(kept.active()).isTrue();
        assertThat(kept.holdsMesh()).isTrue();
        assertThat(kept.continues(whole)).isTrue();
        assertThat(kept.unreadable()).isEmpty();
        assertThat(kept.knows(GREEN)).isTrue();
        assertThat(Serialization.asJson(kept.raw())).hasSizeLessThan(700);
    }

    @Test
    void whatIsNotKeptIsTakenForNothingElse() {
        fill("crowd");
        StoredRollout kept = put("crowd", "last", HOLDS);

        assertThatThrownBy(kept::plan).hasMessageContaining("has to be read anew");
        assertThatThrownBy(kept::target).hasMessageContaining("has to be read anew");
    }

    @Test
    void whoCarriesOneTakesWhatPeopleWantFromThere() {
        StoredRollout carried = RolloutClient.read(raw("crowd", "last", HOLDS)).orElseThrow();
        fill("crowd");

        StoredRollout newer =
                carried.with(RolloutClient.read(put(wanting(raw("crowd", "last", HOLDS), Desired.Aborted)))
                        .orElseThrow());

        assertThat(newer.desired()).isEqualTo(Desired.Aborted);
        assertThat(newer.plan()).isEqualTo(carried.plan());
        assertThat(newer.target()).isEqualTo(carried.target());
        assertThat(newer.lean()).as("no write begins with it").isTrue();
    }

    @Test
    void anotherNamespaceLosesNothing() {
        fill("crowd");

        assertThat(put("small", "one", HOLDS).brief()).isFalse();
        assertThat(store.crowded("small")).isFalse();
        assertThat(store.values()
                        .map(RolloutClient::read)
                        .filter(one -> one.orElseThrow().brief())
                        .count())
                .isBetween(MANY - 170L, MANY - 150L);
    }

    @Test
    void oneIsKeptWholeOnceThereIsRoomAndItChanges() {
        fill("crowd");
        assertThat(put("crowd", "last", HOLDS).brief()).isTrue();

        IntStream.range(0, MANY).forEach(i -> store.remove("crowd/r" + i));

        assertThat(put("crowd", "last", HOLDS).brief()).isFalse();
        assertThat(store.crowded("crowd")).isFalse();
    }

    @Test
    void thoseThatAreOverTakeNobodysRoom() {
        IntStream.range(0, 2_000).forEach(i -> put("crowd", "over" + i, OVER));

        assertThat(put("crowd", "last", HOLDS).brief()).isFalse();
    }

    @Test
    void beyondWhatIsKeptOneThatNobodyCanReadIsNotTakenForOver() {
        fill("crowd");
        StoredRollout status = put("crowd", "status", "status: {state: Exploded, since: '2026-01-01T00:00:00Z'}\n");
        GenericKubernetesResource spec = held(raw("crowd", "spec", HOLDS));
        spec.getAdditionalProperties().put("spec", Map.of("policy", "x".repeat(1_000)));

        GenericKubernetesResource kept = put(spec);

        assertThat(status.active()).isTrue();
        assertThat(status.unreadable()).isPresent();
        assertThat(RolloutClient.read(kept)).isEmpty();
        assertThat(RolloutClient.mayHoldMesh(kept)).isTrue();
        assertThat(RolloutClient.policyOf(kept)).contains("myapp");
        assertThat(Serialization.asJson(kept)).hasSizeLessThan(700);
    }

    @Test
    void aReasonThatSluiceWouldNotWriteTakesNoMoreRoom() {
        String pauses = "status: {state: Paused, cause: User, since: '2026-01-01T00:00:00Z', reason: "
                + "x".repeat(100_000) + "}\n";
        fill("crowd");

        StoredRollout paused = put("crowd", "paused", pauses);
        StoredRollout over = put("crowd", "over", pauses.replace("Paused, cause: User", "Reverted"));

        assertThat(paused.active()).isTrue();
        assertThat(paused.unreadable()).contains("its reason is longer than any");
        assertThat(over.active()).isFalse();
        assertThat(String.valueOf(over.state())).hasSizeLessThan(3_000);
    }

    private void fill(String home) {
        IntStream.range(0, MANY).forEach(i -> put(home, "r" + i, HOLDS));
    }

    private StoredRollout put(String home, String name, String status) {
        return RolloutClient.read(put(raw(home, name, status))).orElseThrow();
    }

    private GenericKubernetesResource put(GenericKubernetesResource raw) {
        String key = raw.getMetadata().getNamespace() + "/" + raw.getMetadata().getName();
        store.put(key, raw);
        return store.get(key);
    }

    private static GenericKubernetesResource held(GenericKubernetesResource raw) {
        raw.getMetadata().setFinalizers(List.of(StoredRollout.FINALIZER));
        return raw;
    }

    @SuppressWarnings("unchecked")
    private static GenericKubernetesResource wanting(GenericKubernetesResource raw, Desired desired) {
        ((Map<String, Object>) raw.getAdditionalProperties().get("spec")).put("desired", desired.name());
        return raw;
    }

    private static GenericKubernetesResource raw(String home, String name, String status) {
        VersionSpec green = VersionSpec.of("v2", GREEN);
        return Serialization.unmarshal(
                StoreParts.ROLLOUT
                                .replace("metadata: {name: myapp-1, namespace: default}", """
                                metadata:
                                  name: %s
                                  namespace: %s
                                  uid: uid-%s
                                  resourceVersion: "7"
                                  creationTimestamp: "2026-01-01T00:00:00Z"
                                  labels: {sluice.dev/policy: myapp, mine: too}
                                  ownerReferences: [{kind: Other, name: a, uid: b}, {kind: RolloutPolicy, name: myapp, uid: policy-uid}]\
                                """.formatted(
                                                name, home, name))
                                .replace("green: {subset: v2}", "green: " + Serialization.asJson(green))
                        + status,
                GenericKubernetesResource.class);
    }
}
