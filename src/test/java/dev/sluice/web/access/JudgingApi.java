package dev.sluice.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stands before the local API server and answers what that one does not know: whose token it is, and who may do what. */
final class JudgingApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Tokens and whose they are. */
    final Map<String, String> tokens = new ConcurrentHashMap<>();

    /** Rights in the form "user verb resource namespace"; the namespace may be missing, a star is any, and a path may stand for a resource. */
    final Set<String> rights = ConcurrentHashMap.newKeySet();

    /** Groups of the last question for a right. */
    volatile List<String> groups = List.of();

    final AtomicInteger reviews = new AtomicInteger();
    volatile boolean away;

    /** Reviews are answered once it is open. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    /** Who has tried to patch what; nobody's name is empty. */
    final Queue<String> writers = new ConcurrentLinkedQueue<>();

    /** Whether a patch is taken, as an admission policy may decide otherwise than RBAC. */
    volatile boolean taken = true;

    /** What else was asked for: method and path as they came. */
    final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final HttpServer server;
    private final URI upstream;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    JudgingApi(URI upstream) {
        this.upstream = upstream;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
        // Watches go on until the end.
        http.shutdownNow();
        http.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.endsWith("/tokenreviews")) {
                answer(exchange, away ? 500 : 201, who(JSON.readTree(body)));
            } else if (path.endsWith("/subjectaccessreviews")) {
                answer(exchange, away ? 500 : 201, may(JSON.readTree(body)));
            } else if (String.valueOf(exchange.getRequestURI().getRawQuery()).contains("watch=true")) {
                watch(exchange);
            } else if (exchange.getRequestMethod().equals("PATCH") && !mayPatch(exchange, path)) {
                answer(exchange, 403, JSON.readTree("{\"kind\": \"Status\", \"code\": 403, \"message\": \"refused\"}"));
            } else {
                asked.add(exchange.getRequestMethod() + " "
                        + exchange.getRequestURI().getRawPath());
                forward(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode who(JsonNode review) throws InterruptedException {
        reviews.incrementAndGet();
        gate.await();
        String user = tokens.get(review.at("/spec/token").asText());
        ObjectNode status = ((ObjectNode) review).withObject("/status").put("authenticated", user != null);
        if (user != null) {
            status.withObject("/user").put("username", user).withArray("groups").add("system:authenticated");
        }
        return review;
    }

    /** What is patched is patched by somebody, as RBAC has it: whose token came with it. */
    private boolean mayPatch(HttpExchange exchange, String path) {
        List<String> sent = exchange.getRequestHeaders().getOrDefault("Authorization", List.of("Bearer none"));
        String user = tokens.getOrDefault(sent.getFirst().substring("Bearer ".length()), "");
        String[] parts = path.split("/");
        writers.add(user + " " + parts[parts.length - 2]);
        String what = user + " patch " + parts[parts.length - 2];
        return taken && (rights.contains(what) || rights.contains(what + " " + parts[parts.length - 3]));
    }

    private JsonNode may(JsonNode review) throws InterruptedException {
        reviews.incrementAndGet();
        gate.await();
        boolean path = review.at("/spec").has("nonResourceAttributes");
        JsonNode wanted = review.at(path ? "/spec/nonResourceAttributes" : "/spec/resourceAttributes");
        groups = review.at("/spec/groups").valueStream().map(JsonNode::asText).toList();
        String what = review.at("/spec/user").asText() + " "
                + wanted.path("verb").asText() + " "
                + wanted.path(path ? "path" : "resource").asText();
        boolean allowed = rights.contains(what)
                || rights.contains(what + " " + wanted.path("namespace").asText("*"));
        ((ObjectNode) review).withObject("/status").put("allowed", allowed);
        return review;
    }

    /** The client asks for a socket first and does without one; the local API server has nothing but sockets. */
    private void watch(HttpExchange exchange) throws IOException, InterruptedException {
        if (exchange.getRequestHeaders().containsKey("Upgrade")) {
            answer(exchange, 200, new byte[0]);
            return;
        }
        URI there = upstream.resolve(exchange.getRequestURI());
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        CountDownLatch end = new CountDownLatch(1);
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(
                        URI.create(there.toString().replaceFirst("^http", "ws")),
                        new Copied(exchange.getResponseBody(), end))
                .join();
        end.await();
        socket.abort();
    }

    /** Messages of a watch, as lines. */
    private record Copied(OutputStream out, CountDownLatch end) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            try {
                out.write((data + (last ? "\n" : "")).getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                end.countDown();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            end.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end.countDown();
        }
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(upstream.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        List<String> type = exchange.getRequestHeaders().get("Content-Type");
        if (type != null) {
            request.header("Content-Type", type.getFirst());
        }
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        answer(exchange, answer.statusCode(), answer.body());
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        answer(exchange, status, JSON.writeValueAsBytes(body));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
