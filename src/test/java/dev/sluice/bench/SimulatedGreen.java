package dev.sluice.bench;

/** What befalls a release. */
interface SimulatedGreen {
    /** How both versions answer at a moment after it began. */
    BenchConditions at(Moment moment);

    /**
     * A moment after a fault began.
     *
     * @param seconds since then, from 0
     * @param greenShare of the traffic, from 0 to 1
     * @param greenPerSecond users' requests that green gets
     */
    record Moment(double seconds, double greenShare, double greenPerSecond) {}
}
