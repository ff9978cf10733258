package dev.sluice.rollout;

import java.time.Instant;

/** How far the mesh is with what was asked of it. */
public sealed interface TrafficStatus {
    /** Every ready gateway serves what was asked for. */
    record Converged() implements TrafficStatus {}

    /** Written, and at least one gateway was seen to serve something older. */
    record Pending(String why) implements TrafficStatus {}

    /** Written, but a gateway could not be asked. */
    record Blind(String why, Instant since) implements TrafficStatus {}

    /** Not written yet: the API server did not take it, or someone else has just changed it. */
    record Unwritten(String why) implements TrafficStatus {}

    /** The VirtualService or DestinationRule was changed so that the plan cannot go on. */
    record Obstacle(String why) implements TrafficStatus {}
}
