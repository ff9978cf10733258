package dev.sluice.rollout;

import dev.sluice.policy.Clean;
import dev.sluice.policy.Names;
import dev.sluice.policy.ProbeTlsSpec;
import java.util.Optional;

/**
 * A door to the app: one ready gateway pod, asked for one VirtualService.
 *
 * @param gateway namespace and name of the pod, {@code istio-system/gateway-1}
 * @param address its IP address
 * @param port the port that it listens on
 * @param virtualService the VirtualService that is asked for
 * @param host the Host header that reaches it
 * @param path the path that reaches it
 * @param counters where the pod tells what it has counted
 * @param tls whom to trust, where the port takes TLS; empty for a plain one
 */
public record Ingress(
        String gateway,
        String address,
        int port,
        String virtualService,
        String host,
        String path,
        Counters counters,
        Optional<ProbeTlsSpec> tls) {
    /** Checks that the host and the path may stand in a request. */
    public Ingress {
        if (!Names.authority(host)) {
            throw new IllegalArgumentException("a request cannot ask for the host " + Clean.quoted(host));
        }
        if (!Names.path(path)) {
            throw new IllegalArgumentException("a request cannot ask for the path " + Clean.quoted(path));
        }
    }

    /** A plain door. */
    public Ingress(
            String gateway,
            String address,
            int port,
            String virtualService,
            String host,
            String path,
            Counters counters) {
        this(gateway, address, port, virtualService, host, path, counters, Optional.empty());
    }

    /** A plain door whose pod says nothing of where its counters are. */
    public Ingress(String gateway, String address, int port, String virtualService, String host, String path) {
        this(gateway, address, port, virtualService, host, path, Counters.USUAL);
    }

    /** The same door, opened by TLS. */
    public Ingress over(ProbeTlsSpec trust) {
        return new Ingress(gateway, address, port, virtualService, host, path, counters, Optional.of(trust));
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
