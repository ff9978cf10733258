package dev.sluice.traffic;

import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.TrafficStatus;
import java.util.List;

/**
 * What the gateways have answered.
 *
 * @param mesh what it comes to
 * @param gateways each of them, for people
 */
public record ConvergenceResult(TrafficStatus mesh, List<ObservedGateway> gateways) {
    /** Copies. */
    public ConvergenceResult {
        gateways = List.copyOf(gateways);
    }
}
