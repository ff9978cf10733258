package dev.sluice.rollout;

/** How much of the work of all replicas is this one's. */
public interface ShardOwnership {
    /** For how many of the shards into which namespaces are spread it acts, and may write now. */
    int shards();
}
