package dev.sluice.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does what most commands do, against a server of its own that knows one Rollout and its pods, or what the controller
 * does, so that Java can learn what a start needs. The build calls it when it makes its caches, and so does the launcher where they do not
 * fit. A cache brings all that it holds into memory at once, so commands have one of their own, without the controller.
 */
@Command(name = "warm-up", hidden = true, description = "Lets Java learn what a start needs.")
final class WarmUpCommand implements Callable<Integer> {
    private static final String ROLLOUTS = """
            {"apiVersion": "sluice.dev/v1alpha1", "kind": "RolloutList", "metadata": {"resourceVersion": "1"}, "items": [{
              "apiVersion": "sluice.dev/v1alpha1", "kind": "Rollout",
              "metadata": {"name": "app-1", "namespace": "default", "uid": "1", "resourceVersion": "1",
                "creationTimestamp": "2026-01-01T00:00:00Z"},
              "spec": {"policy": "app", "plan": {"routes": [{"virtualService": "app"}]},
                "blue": {"subset": "v1", "deployment": "app-v1"}, "green": {"subset": "v2", "deployment": "app-v2"},
                "version": "v2", "first": false, "routes": [{"virtualService": "app", "host": "app"}], "pin": "none", "desired": "Run"},
              "status": {"state": "Holding", "stage": "Step 1/3", "stageIndex": 1, "entered": "2026-01-01T00:00:20Z",
                "since": "2026-01-01T00:00:21Z", "weightAsked": 10, "weightSeen": 10, "message": "holding",
                "evidence": {"users": {"green": 10, "greenFailed": 0, "blue": 90, "blueFailed": 0}, "odds": 1, "revertAt": 1000},
                "journal": [{"at": "2026-01-01T00:00:21Z", "decision": "Holding Step 1/3, 10 %", "why": "every gateway serves 10 %"}]}
            }]}
            """;

    private static final String TEMPLATE = """
            {"metadata": {"labels": {"app": "app"}}, "spec": {"containers": [{"name": "app", "image": "app"}]}}""";
    private static final String DEPLOYMENT = """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "app-v2", "namespace": "default", "uid": "2"},
             "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "app"}}, "template": %s}, "status": {"readyReplicas": 1}}
            """.formatted(TEMPLATE);
    private static final String SETS = """
            {"apiVersion": "apps/v1", "kind": "ReplicaSetList", "metadata": {}, "items": [{
              "metadata": {"name": "app-v2-1", "namespace": "default", "uid": "3", "ownerReferences": [{"uid": "2"}]},
              "spec": {"replicas": 1, "template": %s}, "status": {"readyReplicas": 1}}]}
            """.formatted(TEMPLATE);
    private static final String PODS = """
            {"apiVersion": "v1", "kind": "PodList", "metadata": {}, "items": [{
              "metadata": {"name": "app-v2-1-1", "namespace": "default", "uid": "4", "ownerReferences": [{"uid": "3"}]},
              "spec": {"containers": [{"name": "app", "image": "app"}]},
              "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
                "containerStatuses": [{"name": "app", "ready": true, "restartCount": 0}]}}]}
            """;

    @Option(names = "--controller", description = "What the controller does.")
    private boolean controller;

    @Option(names = "--java-to", paramLabel = "FILE", description = "Where to write which Java this is.")
    private @Nullable Path javaTo;

    @Override
    public Integer call() throws IOException {
        if (javaTo != null) {
            Files.copy(
                    Path.of(System.getProperty("java.home"), "release"), javaTo, StandardCopyOption.REPLACE_EXISTING);
        }
        return controller ? TrainingRun.run() : commands();
    }

    private static int commands() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = body(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Path kubeconfig = Files.createTempFile("sluice-warm-up-", ".kubeconfig");
        try {
            Files.writeString(kubeconfig, """
                    apiVersion: v1
                    kind: Config
                    current-context: warm-up
                    contexts: [{name: warm-up, context: {cluster: warm-up, user: warm-up}}]
                    clusters: [{name: warm-up, cluster: {server: "http://127.0.0.1:%d"}}]
                    users: [{name: warm-up, user: {}}]
                    """.formatted(server.getAddress().getPort()));
            run("--help");
            run("list", "--kubeconfig", kubeconfig.toString());
            run("list", "-o", "yaml", "--kubeconfig", kubeconfig.toString());
            run("describe", "app", "--kubeconfig", kubeconfig.toString());
            run("status", "app", "--kubeconfig", kubeconfig.toString());
            run("pause", "app", "--kubeconfig", kubeconfig.toString());
        } finally {
            Files.delete(kubeconfig);
            server.stop(0);
        }
        return 0;
    }

    private static String body(String path) {
        if (path.contains("/deployments/")) {
            return DEPLOYMENT;
        }
        return path.endsWith("/replicasets") ? SETS : path.endsWith("/pods") ? PODS : ROLLOUTS;
    }

    private static void run(String... arguments) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine line = Main.commandLine().setOut(nowhere).setErr(nowhere);
        int _ = line.execute(arguments);
    }
}
