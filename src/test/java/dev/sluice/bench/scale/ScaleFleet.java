package dev.sluice.bench.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The apps in the cluster: those that can be released, each in a namespace of its own, and those that only have a policy. */
final class ScaleFleet {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final List<String> VERSIONS = List.of("v1", "v2");
    private static final int AT_ONCE = 16;
    private static final int IDLE_TOGETHER = 50;

    private final KubernetesClient client;

    ScaleFleet(KubernetesClient client) {
        this.client = client;
    }

    /** The name and the namespace of an app that can be released. */
    static String app(int number) {
        return "app-" + number;
    }

    /** Puts the gateway's pod there, which stands for a server on this machine. */
    void gateway(int port, int countersPort) {
        create(
                "istio-system",
                text("gateway.yaml")
                        .replace("${PORT}", String.valueOf(port))
                        .replace("${COUNTERS}", String.valueOf(countersPort)));
    }

    /** Puts all apps there, some at once. */
    void create(int apps, int idle) {
        each(apps, number -> namespace(app(number)));
        each(Math.ceilDiv(idle, IDLE_TOGETHER), number -> namespace("idle-" + number));
        each(apps, number -> app(app(number), app(number)));
        each(idle, number -> app("idle-" + number / IDLE_TOGETHER, "idle-" + number));
    }

    /** Asks for a release of v2. */
    void release(int from, int to) {
        each(
                to - from,
                number -> client.apps()
                        .deployments()
                        .inNamespace(app(from + number))
                        .withName(app(from + number) + "-v2")
                        .patch(
                                MERGE,
                                "{\"metadata\": {\"annotations\": {\"sluice.dev/rollout\": \"" + app(from + number)
                                        + "\"}}}"));
    }

    private void namespace(String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    private void app(String namespace, String app) {
        create(namespace, text("app.yaml").replace("${APP}", app));
        VERSIONS.forEach(version ->
                create(namespace, text("version.yaml").replace("${APP}", app).replace("${VERSION}", version)));
    }

    /** Creates what a text describes, and lets its status be as it stands there, since nobody else writes it. */
    private void create(String namespace, String yaml) {
        for (HasMetadata object :
                client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).items()) {
            var resource = client.resource(object).inNamespace(namespace);
            resource.create();
            JsonNode status = Serialization.jsonMapper().valueToTree(object).path("status");
            if (!status.isEmpty()) {
                resource.subresource("status").patch(MERGE, "{\"status\": " + status + "}");
            }
        }
    }

    private static void each(int count, IntConsumer work) {
        try (ExecutorService some = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = IntStream.range(0, count)
                    .<Future<?>>mapToObj(number -> some.submit(() -> work.accept(number)))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(String name) {
        try (InputStream in = ScaleFleet.class.getResourceAsStream("/scale/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
