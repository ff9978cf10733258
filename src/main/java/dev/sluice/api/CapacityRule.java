package dev.sluice.api;

/** What is done before a step that green has too few ready pods for. */
public enum CapacityRule {
    /** The step waits until someone, or an autoscaler, has scaled green up. */
    Wait,
    /** Sluice scales green up, and the step waits until the pods are ready. */
    Scale,
    /** The step begins all the same. */
    Ignore
}
