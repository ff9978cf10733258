package dev.sluice.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before the local API server and answers what that one does not know: whose token it is, and who may do what. */
final class JudgingApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Tokens and whose they are. */
    final Map<String, String> tokens = new ConcurrentHashMap<>();

    /** Rights in the form "user verb resource namespace"; the namespace may be missing, and a star is any. */
    final Set<String> rights = ConcurrentHashMap.newKeySet();

    /** Groups of the last question for a right. */
    volatile List<String> groups = List.of();

    final AtomicInteger reviews = new AtomicInteger();
    volatile boolean away;

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
            } else {
                forward(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode who(JsonNode review) {
        reviews.incrementAndGet();
        String user = tokens.get(review.at("/spec/token").asText());
        ObjectNode status = ((ObjectNode) review).withObject("/status").put("authenticated", user != null);
        if (user != null) {
            status.withObject("/user").put("username", user).withArray("groups").add("system:authenticated");
        }
        return review;
    }

    private JsonNode may(JsonNode review) {
        reviews.incrementAndGet();
        JsonNode wanted = review.at("/spec/resourceAttributes");
        groups = review.at("/spec/groups").valueStream().map(JsonNode::asText).toList();
        String what = review.at("/spec/user").asText() + " "
                + wanted.path("verb").asText() + " " + wanted.path("resource").asText();
        boolean allowed = rights.contains(what)
                || rights.contains(what + " " + wanted.path("namespace").asText("*"));
        ((ObjectNode) review).withObject("/status").put("allowed", allowed);
        return review;
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
