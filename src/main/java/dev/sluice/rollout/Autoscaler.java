package dev.sluice.rollout;

/**
 * A HorizontalPodAutoscaler of a version.
 *
 * @param name its name
 * @param least its minReplicas
 * @param most its maxReplicas
 * @param wants how many pods it wants now; 0 when it has not said so yet
 */
public record Autoscaler(String name, int least, int most, int wants) {}
