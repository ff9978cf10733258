package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers as an API server does that holds one Rollout and what belongs to it, and as a gateway whose app is well. It keeps what is created and
 * changes nothing: whoever asks it learns what a request takes, and no release gets anywhere.
 */
final class WarmUpApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RESOURCE = Pattern.compile(
            "(?<root>/apis?/.*?)(?:/namespaces/(?<namespace>[^/]+))?/(?<kind>[a-z]+)(?:/(?<name>[^/]+))?(?<part>/status)?");
    private static final String MESH = "/apis/networking.istio.io/v1/namespaces/default/";
    private static final String APPS = "/apis/apps/v1/namespaces/default/";
    private static final String OURS = "/apis/sluice.dev/v1alpha1/namespaces/default/";
    private static final String CORE = "/api/v1/namespaces/";
    private static final String ROLLOUT = """
            {"apiVersion": "sluice.dev/v1alpha1", "kind": "Rollout",
             "spec": {"policy": "app", "plan": {"routes": [{"virtualService": "app"}]},
               "blue": {"subset": "v1", "deployment": "app-v1"}, "green": {"subset": "v2", "deployment": "app-v2"},
               "version": "v2", "first": false, "routes": [{"virtualService": "app", "host": "app"}], "pin": "none", "desired": "Run"},
             "status": {"state": "Holding", "stage": "Step 1/3", "stageIndex": 1, "entered": "%1$s",
               "since": "%1$s", "observedAt": "%1$s", "weightAsked": 10, "weightSeen": 10, "message": "holding",
               "evidence": {"users": {"green": 10, "greenFailed": 0, "blue": 90, "blueFailed": 0}, "odds": 1, "revertAt": 1000},
               "journal": [{"at": "%1$s", "decision": "Holding Step 1/3, 10 %%", "why": "every gateway serves 10 %%"}]}}
            """;
    private static final String VIRTUAL_SERVICE = """
            {"spec": {"hosts": ["*"], "gateways": ["app"], "http": [{"route": [
              {"destination": {"host": "app", "subset": "v1"}, "weight": 90}, {"destination": {"host": "app", "subset": "v2"}, "weight": 10}]}]}}
            """;
    private static final String DESTINATION_RULE = """
            {"spec": {"host": "app", "subsets": [{"name": "v1", "labels": {"version": "v1"}}, {"name": "v2", "labels": {"version": "v2"}}]}}""";
    private static final String GATEWAY = """
            {"spec": {"selector": {"istio": "ingressgateway"},
              "servers": [{"port": {"number": 80, "name": "http", "protocol": "HTTP"}, "hosts": ["*"]}]}}""";
    private static final String READY = """
            {"phase": "Running", "podIP": "127.0.0.1", "conditions": [{"type": "Ready", "status": "True"}],
             "containerStatuses": [{"name": "app", "ready": true, "restartCount": 0}]}""";
    private static final String DEPLOYMENT = """
            {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 1, "selector": {"matchLabels": {"version": "%1$s"}},
              "template": {"metadata": {"labels": {"app": "app", "version": "%1$s"}}, "spec": {"containers": [{"name": "app", "image": "app"}]}}},
             "status": {"replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1}}
            """;
    private static final String REPLICA_SET = """
            {"metadata": {"ownerReferences": [{"uid": "app-%1$s"}]}, "spec": {"replicas": 1, "template": {"metadata":
              {"labels": {"app": "app", "version": "%1$s"}}, "spec": {"containers": [{"name": "app", "image": "app"}]}}}, "status": {"readyReplicas": 1}}
            """;
    private static final String POD = """
            {"metadata": {"labels": {"app": "app", "version": "%1$s"}, "ownerReferences": [{"uid": "app-%1$s-1"}]},
             "spec": {"containers": [{"name": "app", "image": "app"}]}, "status": %2$s}
            """;

    private final Map<String, ObjectNode> objects = new ConcurrentSkipListMap<>();
    private final CountDownLatch noted = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    WarmUpApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        put(OURS + "rolloutpolicies/app", "{\"spec\": {\"routes\": [{\"virtualService\": \"app\"}]}}");
        // Begun just now, so that the controller goes on with it.
        put(OURS + "rollouts/app-1", ROLLOUT.formatted(Instant.now()));
        put(MESH + "virtualservices/app", VIRTUAL_SERVICE);
        put(MESH + "destinationrules/app", DESTINATION_RULE);
        put(MESH + "gateways/app", GATEWAY);
        put(
                CORE + "default/services/app",
                "{\"spec\": {\"selector\": {\"app\": \"app\"}, \"ports\": [{\"port\": 80}]}}");
        for (String version : new String[] {"v1", "v2"}) {
            put(APPS + "deployments/app-" + version, DEPLOYMENT.formatted(version));
            put(APPS + "replicasets/app-" + version + "-1", REPLICA_SET.formatted(version));
            put(CORE + "default/pods/app-" + version + "-1-1", POD.formatted(version, READY));
        }
        putGateway();
        server.start();
    }

    private void putGateway() {
        put(CORE + "istio-system/services/ingress", """
                {"spec": {"selector": {"istio": "ingressgateway"}, "ports": [{"port": 80, "targetPort": %d}]}}""".formatted(port()));
        put(CORE + "istio-system/pods/ingress-1", """
                {"metadata": {"labels": {"istio": "ingressgateway"}}, "spec": {"containers": [{"name": "istio-proxy",
                  "ports": [{"name": "http-envoy-prom", "containerPort": %d}]}]}, "status": %s}""".formatted(port(), READY));
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Returns when something of a Rollout was to be changed, or the time is over. */
    void awaitChange(long seconds) throws InterruptedException {
        boolean _ = noted.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void put(String path, String text) {
        try {
            put(path, (ObjectNode) JSON.readTree(text));
        } catch (IOException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private ObjectNode put(String path, ObjectNode object) {
        Matcher parts = RESOURCE.matcher(path);
        if (parts.matches()) {
            object.withObject("/metadata")
                    .put("namespace", parts.group("namespace"))
                    .put("name", parts.group("name"))
                    .put("uid", parts.group("name"))
                    .put("resourceVersion", "1")
                    .put("generation", 1)
                    .put("creationTimestamp", "2026-01-01T00:00:00Z");
        }
        objects.put(path, object);
        return object;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        Matcher parts = RESOURCE.matcher(path);
        byte[] sent = exchange.getRequestBody().readAllBytes();
        if (!parts.matches()) {
            reply(exchange, 200, path.equals("/version") ? "{\"major\": \"1\", \"minor\": \"34\"}" : "");
        } else if (query.contains("watch=true")) {
            watch(exchange);
        } else if (exchange.getRequestMethod().equals("POST")) {
            ObjectNode created = (ObjectNode) JSON.readTree(sent);
            String name = created.at("/metadata/name").asText("any");
            reply(exchange, 201, put(path + "/" + name, created).toString());
        } else if (parts.group("name") == null) {
            reply(exchange, 200, list(parts).toString());
        } else {
            JsonNode found = objects.get(parts.group("part") == null ? path : path.substring(0, path.lastIndexOf('/')));
            reply(
                    exchange,
                    found == null ? 404 : 200,
                    found == null ? "{\"kind\": \"Status\", \"code\": 404}" : found.toString());
            if (!exchange.getRequestMethod().equals("GET")
                    && parts.group("kind").equals("rollouts")) {
                noted.countDown();
            }
        }
    }

    /** Those of a namespace or of all; whoever asks for some labels gets the others too. */
    private ObjectNode list(Matcher asked) {
        ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
        list.withObject("/metadata").put("resourceVersion", "1");
        var items = list.putArray("items");
        objects.forEach((path, object) -> {
            Matcher parts = RESOURCE.matcher(path);
            if (parts.matches()
                    && parts.group("root").equals(asked.group("root"))
                    && parts.group("kind").equals(asked.group("kind"))
                    && (asked.group("namespace") == null
                            || parts.group("namespace").equals(asked.group("namespace")))) {
                items.add(object);
            }
        });
        return list;
    }

    /** Nothing ever happens. No WebSocket is spoken: whoever asks for one hears so at once. */
    private void watch(HttpExchange exchange) throws IOException {
        if (exchange.getRequestHeaders().containsKey("Upgrade")) {
            reply(exchange, 200, "");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        // The headers wait for a first byte otherwise, and whoever watches for them.
        exchange.getResponseBody().flush();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
