package dev.sluice.rollout;

import dev.sluice.api.KubernetesNames;
import dev.sluice.api.RouteRef;
import dev.sluice.api.TextSanitizer;
import java.util.Optional;

/**
 * An endpoint to the app: one ready gateway pod, asked for one route.
 *
 * @param gateway namespace and name of the pod, {@code istio-system/gateway-1}
 * @param address its IP address
 * @param port the port that it listens on
 * @param route the object that is asked for
 * @param host the Host header that reaches it
 * @param path the path that reaches it
 * @param counters where the pod tells what it has counted
 * @param tls whom to trust, where the port takes TLS; empty for a plain one
 */
public record GatewayEndpoint(
        String gateway,
        String address,
        int port,
        RouteRef route,
        String host,
        String path,
        Counters counters,
        Optional<ProbeTrust> tls) {
    /** Checks that the host and the path may stand in a request. */
    public GatewayEndpoint {
        if (!KubernetesNames.authority(host)) {
            throw new IllegalArgumentException("a request cannot ask for the host " + TextSanitizer.quoted(host));
        }
        if (!KubernetesNames.path(path)) {
            throw new IllegalArgumentException("a request cannot ask for the path " + TextSanitizer.quoted(path));
        }
    }

    /** A plain endpoint. */
    public GatewayEndpoint(
            String gateway, String address, int port, RouteRef route, String host, String path, Counters counters) {
        this(gateway, address, port, route, host, path, counters, Optional.empty());
    }

    /** A plain endpoint whose pod says nothing of where its counters are. */
    public GatewayEndpoint(String gateway, String address, int port, RouteRef route, String host, String path) {
        this(gateway, address, port, route, host, path, Counters.USUAL);
    }

    /** The same endpoint, opened by TLS. */
    public GatewayEndpoint over(ProbeTrust trust) {
        return new GatewayEndpoint(gateway, address, port, route, host, path, counters, Optional.of(trust));
    }

    /**
     * Where a gateway pod tells what it has counted, as Prometheus text.
     *
     * @param port the port of the pod
     * @param path the path
     */
    public record Counters(int port, String path) {
        /** Where Istio's proxies tell it. */
        public static final Counters USUAL = new Counters(15090, "/stats/prometheus");
    }
}
