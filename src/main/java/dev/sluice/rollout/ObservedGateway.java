package dev.sluice.rollout;

import java.util.Optional;

/**
 * What one gateway pod was last seen to serve; for people, nothing is decided by it.
 *
 * @param gateway name of the pod
 * @param serves green's weight there; empty when it is not known
 * @param problem why it is not known; empty when it is
 */
public record ObservedGateway(String gateway, Optional<Weight> serves, String problem) {}
