package dev.sluice.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.GoDuration;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request on its way through the gateway. */
final class ProxyExchange {
    private static final String UPSTREAM_TIME = "x-envoy-upstream-service-time";
    private final HttpServerRequest in;
    private final ProxyRequest call;
    private final JsonNode route;
    private final JsonNode destination;
    private final long began = System.nanoTime();

    ProxyExchange(HttpServerRequest in, ProxyRequest call, JsonNode route, JsonNode destination) {
        this.in = in;
        this.call = call;
        this.route = route;
        this.destination = destination;
    }

    /** An answer of the gateway's own. The response headers of the route are on it too, as on Envoy's. */
    void reply(int status, String body) {
        HttpServerResponse out = in.response();
        if (!out.ended() && !out.closed()) {
            out.setStatusCode(status).putHeader("content-type", "text/plain");
            applyTo(out.headers());
            out.end(body);
        }
    }

    void forward(HttpClient client, int port) {
        Future<Buffer> body = in.body();
        client.request(options(port))
                .compose(out -> body.compose(out::send))
                .compose(answer -> answer.body().onSuccess(bytes -> pass(answer, bytes)))
                .onFailure(this::failed);
    }

    private RequestOptions options(int port) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(in.headers());
        headers.remove("Connection").remove("Transfer-Encoding").remove("Content-Length");
        HeaderManipulation.apply(route, "request", headers);
        HeaderManipulation.apply(destination, "request", headers);
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(in.method())
                .setURI(UriRewrite.uri(route, call))
                .setHeaders(headers);
        String timeout = route.path("timeout").asText();
        return timeout.isEmpty() || timeout.equals("0s")
                ? options
                : options.setIdleTimeout(GoDuration.parse(timeout).toMillis());
    }

    private void pass(HttpClientResponse answer, Buffer body) {
        HttpServerResponse out = in.response();
        if (out.ended() || out.closed()) {
            return;
        }
        out.setStatusCode(answer.statusCode());
        out.headers().addAll(answer.headers());
        out.headers().remove("Connection").remove("Transfer-Encoding").remove("Content-Length");
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        out.putHeader(UPSTREAM_TIME, Long.toString(took));
        applyTo(out.headers());
        out.end(body);
    }

    private void applyTo(MultiMap headers) {
        HeaderManipulation.apply(route, "response", headers);
        HeaderManipulation.apply(destination, "response", headers);
    }

    private void failed(Throwable cause) {
        boolean late = cause instanceof TimeoutException;
        reply(late ? 504 : 503, late ? "upstream request timeout" : "upstream connect error");
    }
}
