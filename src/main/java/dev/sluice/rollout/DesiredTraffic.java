package dev.sluice.rollout;

/** What the mesh is to look like: a function of the recorded state. */
public sealed interface DesiredTraffic {
    /** Whether all objects move or none. Where users are brought to where they are served, every one is written that can be. */
    default boolean together() {
        return switch (this) {
            case Untouched _ -> true;
            case Split split -> !split.urgent();
            case Back _, Clean _ -> false;
        };
    }

    /** Green's subset exists; the VirtualServices are as the user left them. */
    record Untouched() implements DesiredTraffic {}

    /**
     * Green gets this weight, and probes can be pinned to each version.
     *
     * @param urgent whether users are not served otherwise
     */
    record Split(Weight weight, boolean urgent) implements DesiredTraffic {
        /** One on the way, in which all objects move together. */
        public Split(Weight weight) {
            this(weight, false);
        }
    }

    /** Blue gets everything; the pinned routes stay until every gateway is seen to serve that. */
    record Back(Outcome outcome) implements DesiredTraffic {}

    /** Nothing of Sluice is left. */
    record Clean(Outcome outcome) implements DesiredTraffic {}
}
