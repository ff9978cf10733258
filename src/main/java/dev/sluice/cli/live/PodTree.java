package dev.sluice.cli.live;

import java.util.List;

/**
 * The Deployments of both versions and what belongs to them.
 *
 * @param nodes from the top down
 * @param problem why there is nothing, or not all; empty when all could be seen
 */
public record PodTree(List<Node> nodes, String problem) {
    /** Before anybody looked. */
    public static final PodTree UNKNOWN = new PodTree(List.of(), "");

    /** Copies. */
    public PodTree {
        nodes = List.copyOf(nodes);
    }

    /** How something is. */
    public enum Health {
        /** As it should be. */
        good,
        /** On its way. */
        pending,
        /** Not as it should be. */
        bad
    }

    /**
     * One object.
     *
     * @param depth 0 for a Deployment, 1 for a ReplicaSet, 2 for a Pod
     * @param health how it is
     * @param name kind and name
     * @param says how many are ready, how it is, since when
     */
    public record Node(int depth, Health health, String name, String says) {}
}
