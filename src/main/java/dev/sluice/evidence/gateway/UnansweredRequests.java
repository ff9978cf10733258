package dev.sluice.evidence.gateway;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Users' requests that were sent to a version and have had no answer for more than a second, or never got one because the caller
 * went away. Each counts as one that failed, once. A request that hangs must never look like no request.
 *
 * <p>Green begins with none, while blue has its long polls and downloads under way already. So green may have as many under way as
 * blue's requests take time: the mean time is what blue has under way divided by its rate (Little 1961). An app that keeps all its callers
 * waiting, or whose callers go away at any rate, is the same for both.
 */
final class UnansweredRequests {
    /** An answer may take this long, whatever blue's take. */
    private static final Duration LATE = Duration.ofSeconds(1);

    /** A rate that has just changed is seen by the short look, a low one by the long. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Duration LONG = Duration.ofSeconds(10);

    /** What was fair a while ago may still be under way; it is forgotten at this pace, in seconds. */
    private static final double FADES = 60;

    /** So many of blue's requests tell how long they take. */
    private static final int ENOUGH = 10;

    private static final double SLACK = 2;
    private static final int MOST = 2000;
    private static final double DEVIATIONS = 3;

    private final Version green = new Version();
    private final Version blue = new Version();
    private final Map<String, Long> blueUnderWay = new HashMap<>();

    /** What each pod has told to have sent and got answered: once it is gone, nobody tells of the rest. */
    private final Map<String, PodCounterTracker.Sent> open = new HashMap<>();

    private final LongRunRequests blueLong = new LongRunRequests();

    private double blueSeconds;
    private boolean known;

    /** Forgets the pods that are not asked any more. */
    void keep(Set<String> gateways) {
        blueUnderWay.keySet().retainAll(gateways);
        Set.copyOf(open.keySet()).stream()
                .filter(pod -> !gateways.contains(pod))
                .forEach(this::gone);
    }

    /** A pod that is gone, or counts anew, tells nothing of what it had under way; that is no version's fault. */
    void gone(String gateway) {
        PodCounterTracker.Sent left = open.remove(gateway);
        if (left != null) {
            green.answered += left.green().sent() - left.green().answered();
            blue.answered += left.blue().sent() - left.blue().answered();
        }
    }

    /** A probe of ours got no answer: it is told by itself, and is no user. */
    void gaveUp(VersionRole role) {
        of(role).answered++;
    }

    /** A probe of ours was answered: it is no user, and needs no time any more. At weight 100 blue would be told by probes alone. */
    void answered(ProbeResult probe) {
        // Of an answer that broke off nobody knows when it was asked for.
        if (probe.took().isPositive()) {
            of(probe.colour()).probe(new Probe(probe.gateway(), probe.at().minus(probe.took()), probe.at()));
        }
    }

    private Version of(VersionRole role) {
        return switch (role) {
            case Blue -> blue;
            case Green -> green;
        };
    }

    /**
     * Takes in what a pod has sent since it was asked before.
     *
     * @param begun when it was asked
     * @param ended when it had told; it counted up to a moment between these two
     * @return the requests of both versions that have had no answer for too long, which are more than before
     */
    Counts read(String gateway, Instant begun, Instant ended, PodCounterTracker.Sent more) {
        open.merge(gateway, more, PodCounterTracker.Sent::plus);
        green.add(gateway, begun, ended, more.green());
        blue.add(gateway, begun, ended, more.blue());
        blueUnderWay.put(gateway, more.blue().underWay());
        learn(begun);
        double rate = Math.max(green.rate(begun, SHORT), green.rate(begun, LONG));
        double fair = rate * blueSeconds;
        long hangingGreen = known ? green.late(begun, fair + SLACK + DEVIATIONS * Math.sqrt(fair)) : 0;
        long hangingBlue = blue.late(begun, SLACK);
        return new Counts(hangingGreen, hangingGreen, hangingBlue, hangingBlue);
    }

    /** Where the last seconds hold too few of blue's requests to tell how long they take, minutes do; until then nobody knows whether green's hang. */
    private void learn(Instant at) {
        long underWay =
                blueUnderWay.values().stream().mapToLong(Long::longValue).sum();
        blueLong.add(at, blue.users(), underWay);
        OptionalDouble seconds = blue.within(at, LONG) >= ENOUGH
                ? OptionalDouble.of(underWay / blue.rate(at, LONG))
                : blueLong.mean(ENOUGH);
        seconds.ifPresent(mean -> blueSeconds = mean);
        known |= seconds.isPresent() || underWay == 0;
    }

    /** One of ours, by the pod that it passed and the moments at which it was sent and answered. */
    private record Probe(String gateway, Instant sent, Instant answered) {}

    /** One version; counts from its first reading on. */
    private static final class Version {
        private final Deque<Total> past = new ArrayDeque<>();
        private final Deque<Probe> waiting = new ArrayDeque<>();
        private final List<Probe> counted = new ArrayList<>();
        private long sent;
        private long ours;
        private long answered;
        private long before;
        private long told;
        private double allowed;
        private Instant last = Instant.MIN;

        /** What was sent up to a moment between two. */
        private record Total(Instant begun, Instant ended, long sent) {}

        /** Where no gateway tells what it has sent they must not pile up. */
        void probe(Probe probe) {
            waiting.addLast(probe);
            if (waiting.size() > MOST) {
                waiting.removeFirst();
            }
        }

        void add(String gateway, Instant begun, Instant ended, InFlightRequests more) {
            sent += more.sent();
            // A retry of a refused connection, and an answer that no pod gave, are no request that was sent.
            answered = Math.min(answered + more.answered(), sent);
            // Only what was answered before the pod was asked is in its counters for certain.
            int before = counted.size();
            waiting.removeIf(probe ->
                    probe.gateway().equals(gateway) && !probe.answered().isAfter(begun) && counted.add(probe));
            ours += counted.size() - before;
            Instant old = begun.minus(LONG.multipliedBy(2));
            waiting.removeIf(probe -> probe.answered().isBefore(old));
            counted.removeIf(probe -> probe.answered().isBefore(old));
            while (past.size() > 1 && past.getFirst().begun().isBefore(old)) {
                past.removeFirst();
            }
            Instant latest = past.isEmpty() || past.getLast().ended().isBefore(ended)
                    ? ended
                    : past.getLast().ended();
            past.addLast(new Total(begun, latest, sent));
        }

        /** How many were sent, without the probes that are known to be of them. */
        long users() {
            return sent - ours;
        }

        /** How many were sent in the time before this moment, without the probes of them that were answered. */
        long within(Instant at, Duration time) {
            Instant from = at.minus(time);
            Total then = new Total(Instant.MIN, Instant.MIN, 0);
            for (Total total : past) {
                if (total.begun().isAfter(from)) {
                    break;
                }
                then = total;
            }
            // One that was sent while a pod told may be in what it told then.
            Instant since = then.ended();
            long ours = counted.stream()
                    .filter(probe -> probe.sent().isAfter(since))
                    .count();
            return Math.max(0, sent - then.sent() - ours);
        }

        double rate(Instant at, Duration time) {
            return within(at, time) / (time.toMillis() / 1000.0);
        }

        /** How many more than before are without an answer beyond what is fair. One that is answered at last may be followed by another. */
        long late(Instant at, double fair) {
            long unanswered = sent - answered;
            allowed = Math.max(fair, faded(at));
            double excess = Math.max(0, unanswered - allowed);
            long grown = Math.max(0, unanswered - before);
            told = Math.min(told, (long) excess);
            long more = Math.clamp((long) (excess - within(at, LATE)) - told, 0, grown);
            told += more;
            before = unanswered;
            last = at;
            return more;
        }

        private double faded(Instant at) {
            return last.equals(Instant.MIN)
                    ? 0
                    : allowed * Math.exp(-Duration.between(last, at).toMillis() / 1000.0 / FADES);
        }
    }
}
