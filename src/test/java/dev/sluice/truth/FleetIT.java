package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Many at once: pods that come and go by themselves, and many apps that are released together. */
@ExtendWith(Truth.class)
@Isolated
final class FleetIT {
    private static final int APPS = 50;

    @Test
    void releasesWhileAutoscalersScaleBothVersionsUpAndDown(TruthScene scene) {
        Person person = new Person(scene);
        scene.app()
                .policy(text ->
                        text.replace("hold: 2s", "hold: 8s").replace("weight: 50, hold: 8s", "weight: 50, hold: 20s"))
                .apply(Texts.resource("autoscalers.yaml"));
        scene.release();
        scene.untilHolding(10);

        bounds(person, 5, 6);
        scene.until("five pods of each are ready", () -> ready(scene).equals(List.of(5L, 5L)));
        scene.untilHolding(50);
        bounds(person, 1, 1);
        scene.until("one pod of each is left", () -> ready(scene).equals(List.of(1L, 1L)));
        scene.until(
                "the bake waits for room",
                () -> scene.watching()
                        .newest()
                        .orElseThrow()
                        .at("/status/message")
                        .asText()
                        .contains("needs 5 ready pods (blue had 5 for 100 %): green has 1,"
                                + " and HorizontalPodAutoscaler myapp-v2 has maxReplicas 1"));
        bounds(person, 1, 6);

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void promotesFiftyAppsAtOnce(TruthScene scene) {
        List<String> apps =
                IntStream.range(0, APPS).mapToObj(i -> "app" + (10 + i)).toList();
        List<String> hosts = apps.stream().map(app -> app + "." + scene.host()).toList();
        scene.apply(Texts.resource("fleet-gateway.yaml"));
        apps.forEach(app -> scene.apply(Texts.resource("fleet-app.yaml").replace("${APP}", app)));
        patiently("all pods are ready", () -> podsReady(scene) == 2 * APPS);
        scene.untilServed(hosts, "/", 100);
        scene.users(hosts, "/", 4 * APPS);

        apps.forEach(app -> scene.annotate(app + "-v2", app));

        patiently("all are over", () -> outcomes(scene).count() == APPS);
        assertThat(outcomes(scene)).as("%s", scene.watching().rollouts()).containsOnly("Promoted");
        assertThat(apps)
                .allSatisfy(app -> assertThat(scene.watching().steps(app)).containsExactly(0, 10, 50, 100));
        patiently(
                "nothing is left in the mesh",
                () -> scene.watching().pins() == 0 && !scene.watching().held());
        assertThat(scene.settled().all()).filteredOn(Users.Request::failed).isEmpty();
    }

    /** Looks once a second: fifty apps' objects take a while to look at, and the machine has other things to do. */
    private static void patiently(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(condition);
    }

    private static long podsReady(TruthScene scene) {
        return scene.cluster().kubelet().pods(scene.namespace(), Map.of()).stream()
                .filter(RunningPod::ready)
                .count();
    }

    private static void bounds(Person person, int least, int most) {
        Stream.of("myapp-v1", "myapp-v2")
                .forEach(name -> person.edits(
                        "HorizontalPodAutoscaler",
                        name,
                        json -> json.withObject("/spec")
                                .put("minReplicas", least)
                                .put("maxReplicas", most)));
    }

    private static List<Long> ready(TruthScene scene) {
        return List.of(scene.ready("v1"), scene.ready("v2"));
    }

    /** How each rollout has ended; nothing for those that go on. */
    private static Stream<String> outcomes(TruthScene scene) {
        return scene.watching().rollouts().stream()
                .map(rollout -> rollout.at("/status/state").asText())
                .filter(Watching.OVER::contains);
    }
}
