package dev.sluice.rollout;

import java.util.OptionalInt;

/**
 * What a forecast takes for granted of an app.
 *
 * @param usersPerSecond users' requests to both versions together
 * @param blueFails the share of its requests that blue fails, from 0 and below 1
 * @param pods green's pods; empty where nothing is asked of one of them
 */
public record TrafficAssumptions(double usersPerSecond, double blueFails, OptionalInt pods) {
    /** Checks. */
    public TrafficAssumptions {
        if (!(usersPerSecond >= 0) || Double.isInfinite(usersPerSecond)) {
            throw new IllegalArgumentException("usersPerSecond=" + usersPerSecond);
        }
        if (!(blueFails >= 0 && blueFails < 1)) {
            throw new IllegalArgumentException("blueFails=" + blueFails);
        }
        if (pods.isPresent() && pods.getAsInt() < 1) {
            throw new IllegalArgumentException("pods=" + pods);
        }
    }

    /** As those see it who do not count users' requests. */
    TrafficAssumptions uncounted() {
        return new TrafficAssumptions(0, blueFails, pods);
    }
}
