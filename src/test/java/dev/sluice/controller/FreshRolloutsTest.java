package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.kubernetes.DeadlineExceededException;
import dev.sluice.kubernetes.PagedApi;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A namespace with very many Rollouts keeps the policy reconciler for as long as their names take to read, and what the watch does not tell is asked for. */
final class FreshRolloutsTest {
    private static final String PATH = "/apis/sluice.dev/v1alpha1/namespaces/default/rollouts";

    private final PagedApi api = new PagedApi();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void readsNamesAloneAndThoseThatTheWatchHasToldOtherwise() {
        api.list(PATH, "RolloutList", 60, i -> metadata(i, "1"));
        api.object(PATH + "/" + name(7), rollout(7, "2", "myapp"));

        List<StoredRollout> all = fresh(new Told(
                        api.client(),
                        IntStream.range(0, 60)
                                .filter(i -> i != 7)
                                .mapToObj(i -> rollout(i, "1", "myapp"))
                                .toList()))
                .look("default", "myapp")
                .all();

        assertThat(all).hasSize(60);
        assertThat(api.asked()).hasSize(3 + 1).last().isEqualTo(PATH + "/" + name(7));
        assertThat(api.forms()).containsExactly("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    }

    @Test
    void believesNoWatchThatTellsOfAnotherVersionOrOfWhatIsGone() {
        api.list(PATH, "RolloutList", 1, i -> metadata(i, "2"));
        api.object(PATH + "/" + name(0), rollout(0, "2", "other"));

        assertThat(fresh(new Told(api.client(), List.of(rollout(0, "1", "myapp"), rollout(1, "1", "myapp"))))
                        .look("default", "myapp")
                        .all())
                .singleElement()
                .satisfies(one -> assertThat(one.spec().policy()).isEqualTo("other"));
    }

    @Test
    void readsThemOnceForAllDeploymentsOfAPolicyAndAnewAfterAWhile() {
        api.list(PATH, "RolloutList", 3, i -> metadata(i, "1"));
        FreshRollouts.Look look = fresh(new Told(
                        api.client(),
                        List.of(rollout(0, "1", "myapp"), rollout(1, "1", "other"), rollout(2, "1", "myapp"))))
                .look("default", "myapp");

        for (int i = 0; i < 20; i++) {
            assertThat(look.ofPolicy()).extracting(StoredRollout::name).containsExactly(name(0), name(2));
            assertThat(look.active()).containsExactlyInAnyOrder(name(0), name(1), name(2));
        }
        assertThat(api.asked()).hasSize(1);
        now = now.plus(FreshRollouts.FRESH);
        look.ofPolicy();
        assertThat(api.asked()).hasSize(2);
    }

    @Test
    void readsThemOnceThoughToReadThemTakesLong() {
        api.list(PATH, "RolloutList", 60, i -> {
            now = now.plus(FreshRollouts.FRESH.dividedBy(20));
            return metadata(i, "1");
        });
        FreshRollouts.Look look = fresh(new Told(
                        api.client(),
                        IntStream.range(0, 60)
                                .mapToObj(i -> rollout(i, "1", "myapp"))
                                .toList()))
                .look("default", "myapp");

        assertThat(look.active()).hasSize(60);
        assertThat(look.ofPolicy()).hasSize(60);

        assertThat(api.asked()).hasSize(3);
    }

    @Test
    void readsNoMoreThanSomeThousandsAndTakesTheRestFromTheWatch() {
        api.list(PATH, "RolloutList", 50_000, i -> metadata(i, "1"));
        FreshRollouts.Look look = fresh(new Told(
                        api.client(),
                        IntStream.concat(IntStream.range(0, 2_000), IntStream.of(49_999))
                                .mapToObj(i -> rollout(i, "1", "myapp"))
                                .toList()))
                .look("default", "myapp");

        assertThat(look.active()).hasSize(2_001).contains(name(49_999));
        assertThat(api.asked()).hasSize(2_000 / 20);
    }

    @Test
    void waitsForAWatchThatHasNotToldOfVeryMany() {
        api.list(PATH, "RolloutList", FreshRollouts.UNTOLD + 1, i -> metadata(i, "1"));

        assertThatThrownBy(() -> fresh(new Told(api.client(), List.of()))
                        .look("default", "myapp")
                        .all())
                .hasMessageContaining("has not told yet of 101 Rollouts of namespace default");
        assertThat(api.asked()).as("none is read by itself").hasSize(6);
    }

    @Test
    void readsThoseThatGoOnAndOfWhichTheWatchKeepsLittle() {
        api.list(PATH, "RolloutList", 3, i -> metadata(i, "1"));
        IntStream.range(0, 3).forEach(i -> api.object(PATH + "/" + name(i), rollout(i, "1", "myapp")));
        String over = rollout(1, "1", "myapp").replaceFirst("}$", """
                ,"status": {"state": "Reverted", "since": "2026-01-01T00:00:00Z"}}""");

        List<StoredRollout> all = fresh(
                        new Told(api.client(), List.of(rollout(0, "1", "myapp"), over, rollout(2, "1", "myapp")), 0))
                .look("default", "myapp")
                .all();

        assertThat(all).hasSize(3).filteredOn(StoredRollout::active).noneMatch(StoredRollout::brief);
        assertThat(api.asked()).containsExactly(PATH + "?limit=20", PATH + "/" + name(0), PATH + "/" + name(2));
    }

    @Test
    void believesNoWatchThatKeepsLittleOfOneThatGoesOnWhereNamesAreTooMany() {
        api.list(PATH, "RolloutList", 50_000, i -> metadata(i, "1"));
        Told told = new Told(
                api.client(),
                IntStream.concat(IntStream.range(0, 2_000), IntStream.of(49_999))
                        .mapToObj(i -> rollout(i, "1", "myapp"))
                        .toList(),
                2_000);

        assertThatThrownBy(() -> fresh(told).look("default", "myapp").active())
                .hasMessageContaining("has more Rollouts that go on than can be looked through");
    }

    /** Each of them may have to wait in the line of its namespace, and nobody else is looked at meanwhile. */
    @Test
    void givesUpWhereToReadThoseOneByOneTakesLong() {
        api.list(PATH, "RolloutList", FreshRollouts.UNTOLD, i -> metadata(i, "1"));
        FreshRollouts slow = new FreshRollouts(
                StoreParts.rollouts(api.client()), new Told(api.client(), List.of()), () -> now = now.plusSeconds(7));

        assertThatThrownBy(() -> slow.look("default", "myapp").all())
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("takes more than 20 s");
        assertThat(api.asked()).as("the names, and few of the objects").hasSize(5 + 2);
    }

    private FreshRollouts fresh(InformerCaches caches) {
        return new FreshRollouts(StoreParts.rollouts(api.client()), caches, () -> now);
    }

    private static String name(int i) {
        return "r%05d".formatted(i);
    }

    private static String metadata(int i, String version) {
        return """
                {"metadata": {"name": "%s", "namespace": "default", "uid": "u%d", "resourceVersion": "%s"}}
                """.formatted(name(i), i, version);
    }

    private static String rollout(int i, String version, String policy) {
        return Serialization.asJson(Serialization.unmarshal(
                StoreParts.ROLLOUT
                        .replace(
                                "metadata: {name: myapp-1, namespace: default}",
                                "metadata: {name: %s, namespace: default, uid: u%d, resourceVersion: '%s', labels: {sluice.dev/policy: %s}}"
                                        .formatted(name(i), i, version, policy))
                        .replace("policy: myapp", "policy: " + policy),
                GenericKubernetesResource.class));
    }

    /** Has told of these. */
    private static final class Told extends InformerCaches {
        private final List<StoredRollout> rollouts;

        private Told(KubernetesClient client, List<String> told) {
            this(client, told, Integer.MAX_VALUE);
        }

        /** @param whole of how many all is kept */
        private Told(KubernetesClient client, List<String> told, int whole) {
            super(client);
            rollouts = IntStream.range(0, told.size())
                    .mapToObj(i -> i < whole ? StoreParts.rollout(told.get(i)) : StoreParts.brief(told.get(i)))
                    .toList();
        }

        @Override
        List<StoredRollout> rollouts() {
            return rollouts;
        }
    }
}
