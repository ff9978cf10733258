package dev.sluice.controller;

import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.WorkloadStatus;
import dev.sluice.traffic.TrafficReadResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the API server has answered last.
 *
 * @param goal what the VirtualServices were compared with
 * @param reading what came of it
 * @param green green's Deployment and pods
 * @param sizes how many pods the versions have and may have
 * @param endpoints the ready gateways
 * @param noEndpoints why no gateway can be asked, with the cure
 * @param endpointsUntil when to ask for gateways again
 */
record ApiObservation(
        DesiredTraffic goal,
        TrafficReadResult reading,
        WorkloadStatus green,
        Capacity.Seen sizes,
        List<GatewayEndpoint> endpoints,
        Optional<String> noEndpoints,
        Instant endpointsUntil) {
    /** Compared with a goal that no rollout has, so that it is of no use for any. */
    static final ApiObservation NONE = new ApiObservation(
            new DesiredTraffic.Clean(Outcome.Promoted),
            TrafficReadResult.NONE,
            new WorkloadStatus.Unknown("not looked yet"),
            Capacity.Seen.NOTHING,
            List.of(),
            Optional.empty(),
            Instant.MIN);

    ApiObservation with(DesiredTraffic wanted, TrafficReadResult read, WorkloadStatus seen, Capacity.Seen pods) {
        return new ApiObservation(wanted, read, seen, pods, endpoints, noEndpoints, endpointsUntil);
    }

    ApiObservation with(List<GatewayEndpoint> found, Optional<String> none, Instant until) {
        return new ApiObservation(goal, reading, green, sizes, found, none, until);
    }

    Set<String> gatewayNamespaces() {
        return endpoints.stream()
                .map(endpoint -> endpoint.gateway().split("/", 2)[0])
                .collect(Collectors.toUnmodifiableSet());
    }

    /** On the way to green, gateways that cannot be asked are in the way; on the way back nothing is. */
    Optional<TrafficStatus> obstacle() {
        boolean forward = goal instanceof DesiredTraffic.Split || goal instanceof DesiredTraffic.Untouched;
        boolean known = reading.problem()
                .filter(TrafficStatus.Obstacle.class::isInstance)
                .isPresent();
        return forward && !known ? noEndpoints.map(TrafficStatus.Obstacle::new) : Optional.empty();
    }
}
