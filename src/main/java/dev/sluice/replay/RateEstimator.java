package dev.sluice.replay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is known last of one version's requests: those of the last ten seconds that had any, or, while they fail, all since they began
 * to.
 */
final class RateEstimator {
    private static final Duration LATELY = Duration.ofSeconds(10);
    private static final Duration FAILING = Duration.ofSeconds(60);

    private final Deque<Part> parts = new ArrayDeque<>();
    private Duration covered = Duration.ZERO;
    private boolean failing;
    private Duration sinceFailure = Duration.ZERO;

    /**
     * One second's requests.
     *
     * @param lasted the time in which they came
     * @param refused how many of the failed ones were refused
     */
    record Part(Duration lasted, long requests, long failed, long refused, Latencies took) {}

    void learn(Part part) {
        if (part.requests() == 0) {
            return;
        }
        sinceFailure = part.failed() > 0 ? Duration.ZERO : sinceFailure.plus(part.lasted());
        if (part.failed() > 0 && !failing) {
            parts.clear();
            covered = Duration.ZERO;
        }
        failing = part.failed() > 0 || (failing && sinceFailure.compareTo(LATELY) <= 0);
        parts.add(part);
        covered = covered.plus(part.lasted());
        Duration most = failing ? FAILING : LATELY;
        while (parts.size() > 1 && covered.compareTo(most) > 0) {
            covered = covered.minus(parts.removeFirst().lasted());
        }
    }

    boolean empty() {
        return parts.isEmpty();
    }

    /** All of it. */
    Part sum() {
        return parts.stream()
                .reduce(
                        new Part(Duration.ZERO, 0, 0, 0, Latencies.NONE),
                        (one, two) -> new Part(
                                one.lasted().plus(two.lasted()),
                                one.requests() + two.requests(),
                                one.failed() + two.failed(),
                                one.refused() + two.refused(),
                                one.took().plus(two.took())));
    }

    double rate() {
        Part sum = sum();
        return sum.requests() == 0 ? 0 : (double) sum.failed() / sum.requests();
    }

    double perSecond() {
        Part sum = sum();
        return sum.lasted().isZero()
                ? 0
                : sum.requests() * 1000.0 / sum.lasted().toMillis();
    }
}
