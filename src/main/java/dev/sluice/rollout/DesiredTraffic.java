package dev.sluice.rollout;

/** What the mesh is to look like: a function of the recorded state. */
public sealed interface DesiredTraffic {
    /** Green's subset exists; the VirtualServices are as the user left them. */
    record Untouched() implements DesiredTraffic {}

    /** Green gets this weight, and probes can be pinned to each version. */
    record Split(Weight weight) implements DesiredTraffic {}

    /** Blue gets everything; the pinned routes stay until every gateway is seen to serve that. */
    record Back(Outcome outcome) implements DesiredTraffic {}

    /** Nothing of Sluice is left. */
    record Clean(Outcome outcome) implements DesiredTraffic {}
}
