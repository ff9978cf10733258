package dev.sluice.evidence.gateway;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.gateway.VersionCounter.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What one gateway pod has told of both versions, and the probes that it answered. */
final class PodCounterTracker {
    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);

    private Optional<Reading> last = Optional.empty();
    private Optional<Sent> sent = Optional.empty();
    private Instant start = Instant.MIN;
    private final Versions green = new Versions();
    private final Versions blue = new Versions();

    /**
     * What the pod told at one moment.
     *
     * @param begun when it was asked
     * @param ended when it had told
     * @param family of which family of metrics it is; empty when nothing was counted yet
     * @param green cumulative
     * @param blue cumulative
     * @param sent what was sent to green and to blue
     */
    record Reading(
            Instant begun,
            Instant ended,
            Optional<Family> family,
            CumulativeCounts green,
            CumulativeCounts blue,
            Sent sent) {
        /** One that tells of answers alone. */
        Reading(Instant begun, Optional<Family> family, CumulativeCounts green, CumulativeCounts blue) {
            this(begun, begun, family, green, blue, Sent.NOTHING);
        }

        /** Whether the other one goes on where this one ended. */
        boolean continuedBy(Reading next) {
            boolean same = family.isEmpty() || family.equals(next.family);
            return same
                    && green.before(next.green)
                    && blue.before(next.blue)
                    && !begun.plus(LONGEST_GAP).isBefore(next.begun);
        }
    }

    /** What was sent to both versions. */
    record Sent(InFlightRequests green, InFlightRequests blue) {
        static final Sent NOTHING = new Sent(InFlightRequests.NOTHING, InFlightRequests.NOTHING);

        Sent plus(Sent other) {
            return new Sent(green.plus(other.green), blue.plus(other.blue));
        }

        /** What came since an earlier moment. */
        Sent since(Sent earlier) {
            return new Sent(green.since(earlier.green), blue.since(earlier.blue));
        }
    }

    /** The balances of one version; failures are balanced among themselves. */
    private record Versions(ProbeCorrection passed, ProbeCorrection failed) {
        Versions() {
            this(new ProbeCorrection(), new ProbeCorrection());
        }

        void start(Instant begun) {
            passed.start(begun);
            failed.start(begun);
        }

        long passed(CumulativeCounts before, CumulativeCounts now, Instant begun) {
            return passed.users(now.passed() - before.passed(), begun);
        }

        long failed(CumulativeCounts before, CumulativeCounts now, Instant begun) {
            return failed.users(now.failed() - before.failed(), begun);
        }
    }

    /** A probe that the pod answered. One from before the start is part of what the start knew already. */
    void probe(VersionRole role, boolean failed, Instant answered) {
        if (answered.isAfter(start)) {
            Versions versions = of(role);
            (failed ? versions.failed() : versions.passed()).probe(answered);
        }
    }

    /** Returns the users' requests since the last reading. The first one, and one after a restart or a gap, is only a start. */
    Counts read(Reading now) {
        Optional<Reading> before = last.filter(reading -> reading.continuedBy(now));
        last = Optional.of(now);
        sent = before.map(reading -> now.sent().since(reading.sent()));
        if (before.isEmpty()) {
            start = now.begun();
            green.start(start);
            blue.start(start);
            return Counts.NONE;
        }
        Reading then = before.get();
        long greenFailed = green.failed(then.green(), now.green(), now.begun());
        long blueFailed = blue.failed(then.blue(), now.blue(), now.begun());
        return new Counts(
                greenFailed + green.passed(then.green(), now.green(), now.begun()),
                greenFailed,
                blueFailed + blue.passed(then.blue(), now.blue(), now.begun()),
                blueFailed);
    }

    /** What was sent between the last two readings; empty when they do not go on from each other. */
    Optional<Sent> sent() {
        return sent;
    }

    /** How many probes in a row the pod answered well and did not count. */
    int missed(VersionRole role) {
        return of(role).passed().missed();
    }

    private Versions of(VersionRole role) {
        return switch (role) {
            case Blue -> blue;
            case Green -> green;
        };
    }
}
