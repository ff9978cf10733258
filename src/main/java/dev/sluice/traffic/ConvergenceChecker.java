package dev.sluice.traffic;

import dev.sluice.api.RouteRef;
import dev.sluice.rollout.GatewayEndpoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tells whether every gateway serves what was written last. May be called by several threads at once. */
@FunctionalInterface
public interface ConvergenceChecker {
    /**
     * Asks all endpoints at once and waits for their answers, for little more than a second. Never throws: one that cannot be asked is blind.
     *
     * @param namespace the policy's
     * @param endpoints every ready gateway pod, for every route
     * @param stamps the mark wanted of each route
     * @param pin the rollout's secret
     * @param headers what is to be brought for a host: a login at the gateway comes before all routes
     * @param at now
     */
    ConvergenceResult prove(
            String namespace,
            List<GatewayEndpoint> endpoints,
            Map<RouteRef, String> stamps,
            String pin,
            Function<String, Map<String, String>> headers,
            Instant at);
}
