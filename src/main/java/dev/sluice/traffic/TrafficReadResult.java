package dev.sluice.traffic;

import dev.sluice.api.RouteRef;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficStatus;
import java.util.Map;
import java.util.Optional;

/**
 * What the API server says of the objects that split the traffic of a rollout.
 *
 * @param problem why they are not as they were asked to be; empty when they are
 * @param stamps the mark of each route, for the gateways to prove; empty when nothing is to be proven
 * @param revert how the revert ends whose mark they carry
 * @param unreadable whether the API server did not answer, so that nothing new is known
 */
public record TrafficReadResult(
        Optional<TrafficStatus> problem, Map<RouteRef, String> stamps, Optional<Outcome> revert, boolean unreadable) {
    /** Nothing is known yet. */
    public static final TrafficReadResult NONE = unreadable("not looked yet");

    /** Copies. */
    public TrafficReadResult {
        stamps = Map.copyOf(stamps);
    }

    public static TrafficReadResult unreadable(String why) {
        return new TrafficReadResult(Optional.of(new TrafficStatus.Unwritten(why)), Map.of(), Optional.empty(), true);
    }
}
