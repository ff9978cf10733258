package dev.sluice.kubernetes;

/**
 * A pod, as people look at it.
 *
 * @param name its name
 * @param replicaSet name of the ReplicaSet that made it; empty when it has another owner or none
 * @param ready whether it takes requests
 * @param restarts of its containers together
 * @param state in a word: Running, Pending, CrashLoopBackOff, Terminating
 */
public record PodInfo(String name, String replicaSet, boolean ready, int restarts, String state) {}
