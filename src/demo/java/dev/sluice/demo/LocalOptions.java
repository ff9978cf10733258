package dev.sluice.demo;

import java.time.Duration;

/**
 * How a local cluster is made.
 *
 * @param ingressPort port of the ingress on 127.0.0.1; 0 for any
 * @param requestsPerSecond load of the users; 0 for none
 * @param manifests YAML of what is in the cluster: the app and its routes
 * @param policies YAML of the policies
 * @param delay how long a change of the mesh takes to reach the gateway
 * @param seed of everything random
 */
public record LocalOptions(
        int ingressPort, int requestsPerSecond, String manifests, String policies, Duration delay, long seed) {

    /** The command-line option of the ingress port. */
    public static final String INGRESS_PORT = "--ingress-port";

    /** The sample that comes with Sluice. */
    public static LocalOptions sample() {
        return new LocalOptions(0, 100, DemoManifests.manifests(), DemoManifests.policies(), Duration.ofMillis(100), 1);
    }

    /** The same at another port of the ingress. */
    public LocalOptions atIngressPort(int port) {
        return new LocalOptions(port, requestsPerSecond, manifests, policies, delay, seed);
    }

    /** The same under another load. */
    public LocalOptions underLoad(int requests) {
        return new LocalOptions(ingressPort, requests, manifests, policies, delay, seed);
    }
}
