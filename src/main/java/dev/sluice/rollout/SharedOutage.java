package dev.sluice.rollout;

import dev.sluice.analysis.SequentialTests;
import dev.sluice.analysis.StageCounts;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Neither version serves: no pod of green is ready, and none of blue's either, or blue fails too. That is no fault of green's, and a revert would gain nobody
 * anything; whoever has a pod first gets the users. Where blue's pods are ready and answer, a green without a pod is a failure at once.
 */
final class SharedOutage {
    /** A blue with ready pods fails too when so much of late does: it is so for less than three seconds after a total outage. */
    private static final double FAILS = 0.4;

    private final Rollout rollout;
    private final Snapshot seen;
    private final Supplier<SequentialTests> tests;

    private SharedOutage(Rollout rollout, Snapshot seen, Supplier<SequentialTests> tests) {
        this.rollout = rollout;
        this.seen = seen;
        this.tests = tests;
    }

    /**
     * What is out, for people; empty where one of the two serves, or may do so.
     *
     * @param tests of what was seen; asked for only where green has no ready pod, since they may be work
     */
    static Optional<String> of(Rollout rollout, Snapshot seen, Supplier<SequentialTests> tests) {
        return new SharedOutage(rollout, seen, tests).words();
    }

    private Optional<String> words() {
        return seen.green() instanceof WorkloadStatus.Pods green && green.ready() == 0
                ? seen.capacity().seen().blue().flatMap(blue -> words(green, blue))
                : Optional.empty();
    }

    private Optional<String> words(WorkloadStatus.Pods green, Capacity.Blue blue) {
        if (Failover.blueLost(rollout, seen)) {
            return Optional.of("neither version has a ready pod (green 0 of " + green.wanted() + ", blue 0 of "
                    + blue.wanted() + "): users go to the one that has a pod first");
        }
        return blue.ready() > 0 ? failing(green, tests.get()) : Optional.empty();
    }

    private Optional<String> failing(WorkloadStatus.Pods green, SequentialTests now) {
        return blueFails(now)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "none of green's %d pods is ready, and blue fails too, %.0f %% of late: an outage of both is nobody's fault",
                        green.wanted(),
                        100 * Math.max(now.probes().blueNow(), now.users().blueNow())))
                : Optional.empty();
    }

    /** Of its probes, of which some have passed in this stage, so they ask for what it has; and of its users' requests, where it has any. */
    private boolean blueFails(SequentialTests now) {
        StageCounts stage = seen.evidence().stage();
        return now.probes().blueNow() >= FAILS
                && stage.probes().blueFailed() < stage.probes().blue()
                && (stage.users().blue() == 0 || now.users().blueNow() >= FAILS);
    }
}
