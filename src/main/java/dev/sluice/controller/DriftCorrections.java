package dev.sluice.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What someone else wrote over a rollout's weights and was put right: counted, since a tool may do it every few seconds for hours. */
final class DriftCorrections {
    /** Who has not written for so long has stopped. */
    static final Duration QUIET = Duration.ofMinutes(1);

    private String what = "";
    private int times;
    private Instant first = Instant.MIN;
    private Instant last = Instant.MIN;

    /** One more; a client that had stopped begins anew. */
    void add(String difference, Instant now) {
        if (going(now).isEmpty()) {
            times = 0;
            first = now;
        }
        what = difference;
        last = now;
        times++;
    }

    /** Whether to say so: the first, second, fourth, eighth time, and so on. */
    boolean telling() {
        return RolloutEventRecorder.seldom(times);
    }

    /** What was put right, by whom it was written, and how often. */
    String words() {
        return times == 1
                ? what
                : what + "; put right " + times + " times in "
                        + Duration.between(first, last).toSeconds() + " s";
    }

    /** The same as long as it goes on; empty once it has stopped. */
    Optional<String> going(Instant now) {
        return times > 0 && !last.plus(QUIET).isBefore(now) ? Optional.of(words()) : Optional.empty();
    }
}
