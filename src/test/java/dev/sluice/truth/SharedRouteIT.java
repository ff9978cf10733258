package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Apps that share one VirtualService, a route each by path, and are released at the same time. */
@ExtendWith(Truth.class)
final class SharedRouteIT {
    @Test
    void promotesTwoAtOnce(TruthScene scene) {
        try (Domain domain = new Domain(scene, List.of("cart", "web"), 50)) {
            domain.release();

            domain.untilOver();

            assertThat(domain.outcomes()).isEqualTo(Map.of("cart", "Promoted", "web", "Promoted"));
            assertThat(domain.journals()).doesNotContain("Corrected", "HoldRestarted");
            domain.settle();
            assertThat(domain.failed("cart") + domain.failed("web")).isZero();
        }
    }

    @Test
    void promotesOneWhileTheOtherGoesBack(TruthScene scene) {
        try (Domain domain = new Domain(scene, List.of("cart", "web"), 50)) {
            domain.release();
            domain.until("cart holds 10", () -> domain.holds("cart", 10));
            domain.pods("cart", "v2").forEach(AppFault.errors(1)::at);

            domain.untilOver();

            assertThat(domain.outcomes()).isEqualTo(Map.of("cart", "Reverted", "web", "Promoted"));
            assertThat(domain.journals()).doesNotContain("Corrected", "HoldRestarted");
            domain.settle();
            assertThat(domain.failed("web")).isZero();
            assertThat(domain.answered("web", "v2")).isPositive();
        }
    }

    /** The apps behind one VirtualService, and each one's users. */
    private static final class Domain implements AutoCloseable {
        private final TruthScene scene;
        private final List<String> apps;
        private final Map<String, Users> users;
        private final List<Load> loads;

        Domain(TruthScene scene, List<String> apps, int perSecond) {
            this.scene = scene;
            this.apps = apps;
            scene.apply(Texts.resource("fleet-gateway.yaml").replace("*.${HOST}", "${HOST}"));
            scene.apply(apps.stream().map(Domain::route).collect(Collectors.joining("", """
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: domain}
                    spec:
                      hosts: ["${HOST}"]
                      gateways: [fleet]
                      http:
                    """, "")));
            apps.forEach(app -> scene.apply(app(app)));
            until("all pods are ready", () -> apps.stream().allMatch(app -> ready(app, "v1") && ready(app, "v2")));
            apps.forEach(app -> scene.untilServed(List.of(scene.host()), path(app), 20));
            this.users = apps.stream().collect(Collectors.toMap(app -> app, _ -> new Users()));
            this.loads = apps.stream()
                    .map(app -> new Load(scene.cluster()::gateways, scene.host(), path(app), perSecond, users.get(app)))
                    .toList();
        }

        private static String path(String app) {
            return "/" + app + "/";
        }

        private static String route(String app) {
            return """
                        - {name: APP, match: [{uri: {prefix: /APP/}}], route: [{destination: {host: APP, subset: v1}}]}
                    """.replace("APP", app).indent(2);
        }

        /** One of the fleet's apps without a VirtualService of its own. */
        private static String app(String app) {
            String text = Texts.resource("fleet-app.yaml");
            int own = text.lastIndexOf("---", text.indexOf("kind: VirtualService"));
            int policy = text.lastIndexOf("---");
            return (text.substring(0, own) + text.substring(policy))
                    .replace("{virtualService: ${APP}}", "{virtualService: domain, host: ${APP}}")
                    .replace("probe: {rate: 2}", "probe: {rate: 5, path: /${APP}/}")
                    .replace("${APP}", app);
        }

        void release() {
            apps.forEach(app -> scene.annotate(app + "-v2", app));
        }

        List<RunningPod> pods(String app, String version) {
            return scene.cluster().kubelet().pods(scene.namespace(), Map.of("app", app, "version", version));
        }

        private boolean ready(String app, String version) {
            return pods(app, version).stream().anyMatch(RunningPod::ready);
        }

        boolean holds(String app, int weight) {
            JsonNode status = rollouts().getOrDefault(app, Texts.yaml("{}")).path("status");
            return status.path("state").asText().equals("Holding")
                    && status.path("weightAsked").asInt() == weight;
        }

        void untilOver() {
            until(
                    "all are over",
                    () -> outcomes().size() == apps.size()
                            && Watching.OVER.containsAll(outcomes().values())
                            && scene.watching().pins() == 0
                            && !scene.watching().held());
        }

        void until(String what, Callable<Boolean> condition) {
            await(what)
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(200))
                    .until(condition);
        }

        /** The state of each app's rollout. */
        Map<String, String> outcomes() {
            return rollouts().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            one -> one.getValue().at("/status/state").asText()));
        }

        String journals() {
            return rollouts().values().stream()
                    .map(rollout -> rollout.at("/status/journal").toPrettyString())
                    .collect(Collectors.joining());
        }

        private Map<String, JsonNode> rollouts() {
            return scene.watching().rollouts().stream()
                    .collect(Collectors.toMap(one -> one.at("/spec/policy").asText(), one -> one));
        }

        void settle() {
            loads.forEach(Load::close);
        }

        long failed(String app) {
            return users.get(app).failed();
        }

        long answered(String app, String version) {
            return users.get(app).of(version);
        }

        @Override
        public void close() {
            settle();
        }
    }
}
