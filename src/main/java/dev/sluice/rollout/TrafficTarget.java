package dev.sluice.rollout;

import dev.sluice.analysis.VersionRole;
import dev.sluice.api.ProbeTlsSpec;
import dev.sluice.api.RouteRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a rollout moves.
 *
 * @param namespace namespace of the routes
 * @param rollout name of the rollout; marks what is written
 * @param pin secret that pins a probe to a version
 * @param blue blue's subset
 * @param green green's subset
 * @param version value of the {@code version} label that green's subset selects
 * @param routes the objects that split the traffic, at least one
 * @param road how the gateways are asked
 */
public record TrafficTarget(
        String namespace,
        String rollout,
        String pin,
        String blue,
        String green,
        String version,
        List<Route> routes,
        Road road) {
    /** The request header that pins a probe to a version. */
    public static final String PIN_HEADER = "x-sluice-pin";

    /** The response header that carries the mark of the last write: the rollout's name, a slash and more. */
    public static final String STAMP_HEADER = "x-sluice-stamp";

    /** Copies. */
    public TrafficTarget {
        routes = List.copyOf(routes);
    }

    /** The hosts to which the routes send both versions' traffic, each once. */
    public List<String> hosts() {
        return routes.stream().map(Route::host).distinct().toList();
    }

    /** One whose gateways are asked the usual way. */
    public TrafficTarget(
            String namespace,
            String rollout,
            String pin,
            String blue,
            String green,
            String version,
            List<Route> routes) {
        this(namespace, rollout, pin, blue, green, version, routes, Road.USUAL);
    }

    /** The path that a route has for itself; empty when it has none. */
    public Optional<String> ownPath(RouteRef ref) {
        return routes.stream()
                .filter(route -> route.ref().equals(ref))
                .map(Route::probePath)
                .filter(path -> !path.isEmpty())
                .findFirst();
    }

    /** The value of the pin header that sends a probe to a version. */
    public String pin(VersionRole role) {
        return switch (role) {
            case Blue -> pin + "-blue";
            case Green -> pin + "-green";
        };
    }

    /**
     * One object that takes part.
     *
     * @param ref the object
     * @param httpRoutes names of the managed http routes; empty for every one that sends traffic to the host
     * @param host destination host
     * @param originals how each managed http route was found, in their order
     * @param probeHost Host header of probes; empty for the route's first host
     * @param probePath path of probes, in place of all others; empty for the policy's
     * @param apart http routes that are some clients' own and are left alone, though they have a place for blue: each by its name, or by what it matches
     * @param blueSubset blue's subset in the host's DestinationRule as it was found, as JSON; empty when that is not known
     */
    public record Route(
            RouteRef ref,
            List<String> httpRoutes,
            String host,
            List<Original> originals,
            String probeHost,
            String probePath,
            Set<String> apart,
            String blueSubset) {
        /** Copies. */
        public Route {
            httpRoutes = List.copyOf(httpRoutes);
            originals = List.copyOf(originals);
            apart = Set.copyOf(apart);
        }

        /** One without http routes that are left alone and have a place for blue. */
        public Route(
                RouteRef ref,
                List<String> httpRoutes,
                String host,
                List<Original> originals,
                String probeHost,
                String probePath) {
            this(ref, httpRoutes, host, originals, probeHost, probePath, Set.of());
        }

        /** One of whose subset for blue it is not known how it was. */
        public Route(
                RouteRef ref,
                List<String> httpRoutes,
                String host,
                List<Original> originals,
                String probeHost,
                String probePath,
                Set<String> apart) {
            this(ref, httpRoutes, host, originals, probeHost, probePath, apart, "");
        }
    }

    /**
     * How a managed http route was found, so that a revert takes out what was added and no more.
     *
     * @param green whether it had a destination for green
     * @param weighted whether it named weights
     * @param share what blue and green had together, beside other destinations; 0 when that is not known
     */
    public record Original(boolean green, boolean weighted, int share) {
        /** One of which it is not known what both versions had together. */
        public Original(boolean green, boolean weighted) {
            this(green, weighted, 0);
        }
    }

    /**
     * How the gateways are asked.
     *
     * @param path a path that reaches the app, where the route has none of its own
     * @param tls whom to trust where a gateway serves the host over TLS only
     */
    public record Road(String path, ProbeTrust tls) {
        /** The root, and whom the JVM trusts. */
        public static final Road USUAL = new Road("/", new ProbeTrust(new ProbeTlsSpec(null, null)));
    }
}
