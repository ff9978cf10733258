package dev.sluice.demo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Counts the gateway's requests and tells them as Istio's gateways do: those that are over by Istio's counter, those that were sent by Envoy's. */
final class IngressCounters implements AutoCloseable {
    private static final String PATH = "/stats/prometheus";

    private final Map<Series, LongAdder> series = new ConcurrentHashMap<>();
    private final Map<String, Sent> clusters = new ConcurrentHashMap<>();
    private final HttpServer server;

    /** What was sent to one subset of a host, how much of it was answered, and how much is on its way. */
    private record Sent(LongAdder total, LongAdder completed, LongAdder active) {
        String lines(String cluster) {
            return """
                    envoy_cluster_upstream_rq_total{cluster_name="%1$s"} %2$d
                    envoy_cluster_upstream_rq_completed{cluster_name="%1$s"} %3$d
                    envoy_cluster_upstream_rq_active{cluster_name="%1$s"} %4$d
                    """.formatted(cluster, total.sum(), completed.sum(), active.sum());
        }
    }

    private record Series(String service, String version, int code) {
        /** Istio writes 0 and this flag for a caller who went away before the answer. */
        private static final String WENT_AWAY = "DC";

        String name() {
            String[] names = service.split("/", -1);
            return "istio_requests_total;.destination_service." + names[1] + "." + names[0] + ".svc.cluster.local";
        }

        String line(long count) {
            String[] names = service.split("/", -1);
            return """
                    istio_requests_total{reporter="source",source_workload="istio-ingressgateway",\
                    destination_version="%s",destination_service="%s.%s.svc.cluster.local",request_protocol="http",\
                    response_code="%d",grpc_response_status="",response_flags="%s"} %d
                    """.formatted(version, names[1], names[0], code, code == 0 ? WENT_AWAY : "-", count);
        }
    }

    IngressCounters(Vertx vertx) {
        this.server = LoopbackServer.listen(vertx, 0, request -> {
            boolean known = PATH.equals(request.path());
            String filter = request.getParam("filter", "");
            request.response().setStatusCode(known ? 200 : 404).end(known ? text(Pattern.compile(filter)) : "");
        });
    }

    /** Where they are told. */
    int port() {
        return server.actualPort();
    }

    /**
     * Counts a request when it is sent and when it is over.
     *
     * @param service the destination, as namespace/name
     * @param subset the destination's subset; may be empty
     * @param version the {@code version} label of its pods; Istio says unknown where there is none
     */
    void count(HttpServerResponse response, String service, String subset, String version) {
        String[] names = service.split("/", -1);
        Sent sent = clusters.computeIfAbsent(
                "outbound|80|" + subset + "|" + names[1] + "." + names[0] + ".svc.cluster.local",
                _ -> new Sent(new LongAdder(), new LongAdder(), new LongAdder()));
        sent.total().increment();
        sent.active().increment();
        response.endHandler(_ -> {
            sent.completed().increment();
            sent.active().decrement();
            add(new Series(service, version, response.getStatusCode()));
        });
        response.closeHandler(_ -> {
            if (!response.ended()) {
                sent.active().decrement();
                add(new Series(service, version, 0));
            }
        });
    }

    @Override
    public void close() {
        LoopbackServer.await(server.close());
    }

    private void add(Series one) {
        series.computeIfAbsent(one, _ -> new LongAdder()).increment();
    }

    /** As Envoy does, it tells only those in whose names the filter is found: who asks for one app's numbers is not told everybody's. */
    private String text(Pattern filter) {
        String over = series.entrySet().stream()
                .filter(entry -> filter.matcher(entry.getKey().name()).find())
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(Series::toString)))
                .map(entry -> entry.getKey().line(entry.getValue().sum()))
                .collect(Collectors.joining("", "# TYPE istio_requests_total counter\n", ""));
        return clusters.entrySet().stream()
                .filter(entry -> filter.matcher("cluster." + entry.getKey() + ".upstream_rq_total")
                        .find())
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().lines(entry.getKey()))
                .collect(Collectors.joining("", over, ""));
    }
}
