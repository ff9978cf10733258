package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** The ingress gateway: sends each request where the VirtualServices say. */
final class LocalIngress implements AutoCloseable {
    private static final int CONNECTIONS = 2000;
    private final RandomGenerator random;
    private final Endpoints endpoints;
    private final IstioConfigWatcher watch;
    private final HttpClient client;
    private final HttpServer server;
    private final IngressCounters counters;
    private volatile VirtualServiceRouter mesh = VirtualServiceRouter.EMPTY;

    LocalIngress(
            Vertx vertx,
            KubernetesClient cluster,
            int port,
            Duration delay,
            RandomGenerator random,
            ToIntFunction<Map<String, String>> portOf) {
        this.random = random;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setConnectTimeout(5000)
                .setKeepAliveTimeout(5));
        this.counters = new IngressCounters(vertx);
        this.server = LoopbackServer.listen(vertx, port, this::handle);
        this.endpoints = new Endpoints(cluster, portOf);
        this.watch = new IstioConfigWatcher(cluster, delay, changed -> mesh = changed);
    }

    int port() {
        return server.actualPort();
    }

    /** Where it tells what it has counted. */
    int countersPort() {
        return counters.port();
    }

    @Override
    public void close() {
        watch.close();
        endpoints.close();
        client.close();
        counters.close();
        LoopbackServer.await(server.close());
    }

    private void handle(HttpServerRequest in) {
        ProxyRequest call = call(in);
        mesh.route(call)
                .ifPresentOrElse(
                        route -> handle(in, call, route),
                        () -> in.response().setStatusCode(404).end());
    }

    private void handle(HttpServerRequest in, ProxyRequest call, VirtualServiceRouter.Route route) {
        JsonNode http = route.http();
        JsonNode destination = VirtualServiceRouter.destination(http, random.nextDouble());
        ProxyExchange exchange = new ProxyExchange(in, call, http, destination);
        JsonNode direct = http.path("directResponse");
        if (!direct.isMissingNode()) {
            exchange.reply(
                    direct.path("status").asInt(200), direct.at("/body/string").asText());
            return;
        }
        Optional<Map<String, String>> labels = labels(route, destination);
        String service = Hosts.service(
                route.namespace(), destination.at("/destination/host").asText());
        counters.count(
                in.response(),
                service,
                destination.at("/destination/subset").asText(),
                labels.map(all -> all.get("version")).orElse("unknown"));
        OptionalInt port = labels.map(all -> endpoints.port(service, all)).orElseGet(OptionalInt::empty);
        if (port.isEmpty()) {
            exchange.reply(503, "no healthy upstream");
            return;
        }
        exchange.forward(client, port.getAsInt());
    }

    private Optional<Map<String, String>> labels(VirtualServiceRouter.Route route, JsonNode destination) {
        return mesh.labels(
                route.namespace(),
                destination.at("/destination/host").asText(),
                destination.at("/destination/subset").asText());
    }

    private static ProxyRequest call(HttpServerRequest in) {
        Map<String, String> headers = new java.util.HashMap<>();
        in.headers().forEach(header -> headers.merge(header.getKey(), header.getValue(), (a, b) -> a + "," + b));
        String host = in.getHeader("Host");
        return new ProxyRequest(in.method().name(), host == null ? "" : host, in.uri(), headers);
    }
}
