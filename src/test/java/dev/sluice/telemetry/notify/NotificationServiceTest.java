package dev.sluice.telemetry.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.kubernetes.JobWatch;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.local.BareApi;
import dev.sluice.rollout.RolloutEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the controller's news to the sink. */
@Timeout(60)
final class NotificationServiceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Object> ENTERED =
            Map.of("at", "2026-01-02T03:04:01Z", "decision", "Entered PreFlight, 0 %", "why", "x");
    private static final Map<String, Object> ENTERED_NEXT =
            Map.of("at", "2026-01-02T03:04:02Z", "decision", "Entered Step 1/1, 10 %", "why", "x");
    private static final Map<String, Object> STATUS = status("Step 1/1", 1, ENTERED, ENTERED_NEXT);

    private final BlockingQueue<JsonNode> got = new LinkedBlockingQueue<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, BooleanSupplier> watched = new ConcurrentHashMap<>();
    private volatile String withoutMemory = "";

    @TempDir
    private Path directory = Path.of("");

    private BareApi api = new BareApi("");
    private HttpServer sink = server();
    private NotificationService notifications = notifications();

    @BeforeEach
    void start() throws IOException {
        sink.createContext("/", exchange -> {
            got.add(JSON.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        sink.start();
        api.close();
        api = new BareApi(objects());
        stands(STATUS);
        Files.writeString(
                directory.resolve("n.yaml"), "sinks: [{name: hook, type: webhook, urlFrom: {secretKey: url}}]");
        notifications = notifications();
        notifications.start(new StartupEvent());
    }

    @AfterEach
    void stop() {
        notifications.stop(new ShutdownEvent());
        sink.stop(0);
        api.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void newsOfARolloutAreToldWithWhatIsKnownOfIt() throws Exception {
        notifications.hear(news("Rollout", "Reverted", "Unhealthy: green failed 5 of 10 probes"));
        JsonNode event = got.take();

        assertThat(event.path("type").asText()).isEqualTo("dev.sluice.rollout.reverted");
        assertThat(event.path("source").asText())
                .isEqualTo("/apis/sluice.dev/v1alpha1/namespaces/default/rolloutpolicies/myapp");
        assertThat(event.at("/data/title").asText())
                .isEqualTo("myapp: v2 was reverted, all traffic was sent back to v1");
        assertThat(event.at("/data/stage").asText()).isEqualTo("Step 1/1");
        assertThat(event.at("/data/weight").asDouble()).isEqualTo(10);
        assertThat(event.at("/data/link").asText())
                .isEqualTo("https://sluice.example.com/namespaces/default/rollouts/myapp-1");
        await().until(() -> registry.find("sluice.notifications.sent").timer() != null);
    }

    @Test
    void whatIsToldOfTheRolloutIsNotToldOfItsDeploymentToo() throws Exception {
        notifications.hear(news("Deployment", "Reverted", "x"));
        notifications.hear(news("Rollout", "HoldRestarted", "x"));
        notifications.hear(news("Rollout", "Aborted", "x"));

        assertThat(got.take().path("type").asText()).isEqualTo("dev.sluice.rollout.aborted");
        assertThat(got).isEmpty();
    }

    @Test
    void aReleaseBeginsOnce() throws Exception {
        notifications.hear(news("Rollout", "Entered", "Step 1/1, 10 %: the pause is over"));
        notifications.hear(news("Rollout", "Promoted", "x"));

        assertThat(got.take().path("type").asText()).isEqualTo("dev.sluice.rollout.promoted");
    }

    @Test
    void theFirstStageIsTheBeginning() throws Exception {
        stands(status("PreFlight", 0, ENTERED));
        notifications.hear(news("Rollout", "Entered", "PreFlight, 0 %: 3 of 3 pods of green are ready"));

        assertThat(got.take().path("type").asText()).isEqualTo("dev.sluice.rollout.started");
    }

    @Test
    void aJournalThatForgotTheBeginningMakesNoOther() throws Exception {
        stands(status("Step 1/1", 1, ENTERED_NEXT));
        notifications.hear(news("Rollout", "Entered", "Step 1/1, 10 %: the pause is over"));
        notifications.hear(news("Rollout", "Promoted", "x"));

        assertThat(got.take().path("type").asText()).isEqualTo("dev.sluice.rollout.promoted");
    }

    @Test
    void aBeginningThatNobodyCanTellIsCounted() {
        api.close();
        notifications.hear(news("Rollout", "Entered", "PreFlight, 0 %: x"));

        await().until(() -> dropped("unknown") == 1);
    }

    @Test
    void whatComesAfterTheEndIsCounted() {
        notifications.stop(new ShutdownEvent());
        notifications.hear(news("Rollout", "Reverted", "x"));

        assertThat(dropped("shutdown")).isOne();
    }

    @Test
    void anApiServerThatDoesNotAnswerStopsNoMessage() throws Exception {
        notifications.hear(news("Rollout", "Reverted", "first, so that the address is known"));
        got.take();
        api.close();
        notifications.hear(news("Rollout", "Reverted", "green failed"));

        assertThat(got.take().at("/data/title").asText())
                .isEqualTo("myapp-1: the new version was reverted, all traffic was sent back to the old one");
    }

    @Test
    void newSettingsCountWithoutARestart() throws Exception {
        Files.writeString(
                directory.resolve("n.yaml"),
                "sinks: [{name: other, type: slack, urlFrom: {secretKey: url}, on: [Reverted]}]");
        notifications.reload();
        notifications.hear(news("Rollout", "Reverted", "x"));

        assertThat(got.take().path("blocks")).isNotEmpty();
        assertThat(registry.find("sluice.notifications.queue")
                        .tag("sink", "hook")
                        .gauge())
                .isNull();
    }

    @Test
    void aBadFileIsSeenInHealthAndMetrics() throws IOException {
        Files.writeString(directory.resolve("n.yaml"), "sinks: 5");

        notifications.reload();

        assertThat(notifications.problem()).isPresent();
        assertThat(registry.get("sluice.notify.config.valid").gauge().value()).isZero();
        assertThat(new NotificationsCheck(notifications).call().getData().orElseThrow())
                .containsKey("problem");
    }

    /** What waits for that sink would wait for ever, and nobody would know. */
    @Test
    void whoWatchesIsToldWhenASinkIsServedNoLonger() {
        BooleanSupplier lives = watched.get("the notifications");
        assertThat(lives.getAsBoolean()).isTrue();
        withoutMemory = "notify-hook";

        notifications.hear(news("Rollout", "Reverted", "x"));

        await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(30)).until(() -> !lives.getAsBoolean());
        notifications.stop(new ShutdownEvent());
        assertThat(lives.getAsBoolean()).as("whoever was stopped is not missed").isTrue();
    }

    private double dropped(String reason) {
        return registry.get("sluice.notifications.dropped")
                .tags("sink", "all", "reason", reason)
                .counter()
                .count();
    }

    @SafeVarargs
    private static Map<String, Object> status(String stage, int index, Map<String, Object>... journal) {
        return Map.of(
                "state",
                "Reverted",
                "since",
                "2026-01-02T03:04:05Z",
                "stage",
                stage,
                "stageIndex",
                index,
                "journal",
                List.of(journal));
    }

    private void stands(Map<String, Object> status) {
        api.client()
                .genericKubernetesResources("sluice.dev/v1alpha1", "Rollout")
                .inNamespace("default")
                .withName("myapp-1")
                .editStatus(rollout -> {
                    rollout.setAdditionalProperty("status", status);
                    return rollout;
                });
    }

    private NotificationService notifications() {
        return new NotificationService(
                new Config(directory.resolve("n.yaml")),
                api.client(),
                StoreParts.rollouts(api.client()),
                registry,
                vertx,
                this::now,
                watched::put,
                JobWatch.NOBODY);
    }

    private Instant now() {
        if (Thread.currentThread().getName().equals(withoutMemory)) {
            throw new OutOfMemoryError("for the test");
        }
        return Instant.now();
    }

    private static RolloutEvent news(String kind, String reason, String message) {
        return new RolloutEvent(kind, "default", "myapp-1", "uid", true, reason, message);
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String objects() {
        String url = "http://127.0.0.1:" + sink.getAddress().getPort() + "/hook";
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: sluice-notifications, namespace: sluice-system}
                data: {url: "%s"}
                ---
                """.formatted(Base64.getEncoder().encodeToString(url.getBytes(StandardCharsets.UTF_8)))
                + StoreParts.ROLLOUT;
    }

    private record Config(Path file) implements NotifyConfig {
        @Override
        public Duration reload() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Optional<String> dashboardUrl() {
            return Optional.of("https://sluice.example.com/");
        }

        @Override
        public String secret() {
            return "sluice-notifications";
        }

        @Override
        public Optional<String> namespace() {
            return Optional.of("sluice-system");
        }
    }
}
