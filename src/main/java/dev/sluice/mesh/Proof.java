package dev.sluice.mesh;

import dev.sluice.rollout.GatewaySeen;
import dev.sluice.rollout.MeshSeen;
import java.util.List;

/**
 * What the gateways have answered.
 *
 * @param mesh what it comes to
 * @param gateways each of them, for people
 */
public record Proof(MeshSeen mesh, List<GatewaySeen> gateways) {
    /** Copies. */
    public Proof {
        gateways = List.copyOf(gateways);
    }
}
