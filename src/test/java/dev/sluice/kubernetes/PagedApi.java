package dev.sluice.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An API server that gives lists in pages, as a real one does, and counts what it was asked for and what was taken. */
public final class PagedApi implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Set<String> forms = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private final Map<String, String> objects = new ConcurrentHashMap<>();
    private final KubernetesClient client;

    /** One that knows nothing. */
    public PagedApi() {
        this(_ -> {});
    }

    /** The same, asked by a client that is made in some way. */
    public PagedApi(java.util.function.Consumer<HttpClient.Builder> http) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, 404, "{}"));
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestTimeout(20_000)
                        .withRequestRetryBackoffLimit(3)
                        .withHttp2Disable(true)
                        .build())
                .withHttpClientBuilderConsumer(http::accept)
                .build();
    }

    /** Whoever asks it. */
    public KubernetesClient client() {
        return client;
    }

    /** What it was asked for, with queries. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** In which forms lists were asked for. */
    public Set<String> forms() {
        return Set.copyOf(forms);
    }

    /** Bytes that were taken. */
    public long sent() {
        return sent.get();
    }

    /** One object. */
    public void object(String path, String json) {
        objects.put(path, json);
        server.createContext(path, exchange -> {
            asked.add(exchange.getRequestURI().toString());
            answer(exchange, 200, objects.get(path));
        });
    }

    /** An answer that says no. */
    public void refusal(String path, int code, String json) {
        server.createContext(path, exchange -> answer(exchange, code, json));
    }

    /** Another answer than before. */
    public void mend(String path, int code, String json) {
        server.removeContext(path);
        refusal(path, code, json);
    }

    /** A list of as many objects. */
    public void list(String path, String kind, int size, IntFunction<String> each) {
        server.createContext(path, exchange -> {
            asked.add(exchange.getRequestURI().toString());
            forms.add(String.valueOf(exchange.getRequestHeaders().getFirst("Accept")));
            Map<String, String> query = query(exchange);
            if (query.containsKey("watch")) {
                exchange.sendResponseHeaders(200, 0);
                return;
            }
            int from = Integer.parseInt(query.getOrDefault("continue", "0"));
            int to = Math.min(size, from + Integer.parseInt(query.getOrDefault("limit", Integer.toString(size))));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                send(
                        out,
                        "{\"kind\": \"" + kind + "\", \"metadata\": {\"resourceVersion\": \"1\", \"continue\": \""
                                + (to < size ? Integer.toString(to) : "") + "\"}, \"items\": [");
                for (int i : IntStream.range(from, to).toArray()) {
                    send(out, (i == from ? "" : ", ") + each.apply(i));
                }
                send(out, "]}");
            } catch (IOException _) {
                // Whoever asked has had enough.
            }
        });
    }

    private void send(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.write(bytes);
        sent.addAndGet(bytes.length);
    }

    private void answer(HttpExchange exchange, int code, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            send(out, text);
        } catch (IOException _) {
            // The same.
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&", -1))
                        .map(one -> one.split("=", 2))
                        .collect(Collectors.toMap(one -> one[0], one -> one[1]));
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
