package dev.sluice.demo;

import java.util.List;
import java.util.Map;

/**
 * What the users of the app saw.
 *
 * @param requestsPerSecond requests sent each second
 * @param seconds the last five minutes, oldest first
 * @param totals since the start, by version
 * @param ok answered requests since the start
 * @param failed failed requests since the start
 */
public record LoadReport(int requestsPerSecond, List<Second> seconds, Map<String, Count> totals, long ok, long failed) {
    /**
     * Requests that ended within one second.
     *
     * @param at seconds since 1970
     * @param versions by version; "-" where no version answered
     */
    public record Second(long at, Map<String, Count> versions) {}

    /**
     * Requests by outcome.
     *
     * @param ok answered below 400
     * @param failed answered with 400 or above, or not at all
     */
    public record Count(long ok, long failed) {
        static final Count ZERO = new Count(0, 0);

        Count and(Count other) {
            return new Count(ok + other.ok, failed + other.failed);
        }
    }
}
