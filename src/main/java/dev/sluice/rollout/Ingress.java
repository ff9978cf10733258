package dev.sluice.rollout;

/**
 * A door to the app: one ready gateway pod, asked for one VirtualService.
 *
 * @param gateway name of the pod, for people
 * @param address its IP address
 * @param port the port that it listens on
 * @param virtualService the VirtualService that is asked for
 * @param host the Host header that reaches it
 * @param path the path that reaches it
 * @param counters where the pod tells what it has counted
 */
public record Ingress(
        String gateway, String address, int port, String virtualService, String host, String path, Counters counters) {
    /** A door whose pod says nothing of where its counters are. */
    public Ingress(String gateway, String address, int port, String virtualService, String host, String path) {
        this(gateway, address, port, virtualService, host, path, Counters.USUAL);
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
