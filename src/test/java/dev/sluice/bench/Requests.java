package dev.sluice.bench;

import dev.sluice.analysis.VersionRole;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Requests on their way through the gateway, users' and probes, and what it counts of them. */
final class Requests {
    /** Milliseconds between two moments at which Envoy takes its histograms together. */
    private static final double FLUSH = 5000;

    private final Counters green = new Counters();
    private final Counters blue = new Counters();
    private final PriorityQueue<Request> underWay = new PriorityQueue<>(Comparator.comparingDouble(Request::ends));
    private final Consumer<Request> users;
    private double nextFlush;

    /** How a request ends. */
    enum Ending {
        /** Answered well. */
        Passed,
        /** Answered wrongly. */
        Failed,
        /** The caller went away. */
        Unanswered
    }

    /**
     * One request.
     *
     * @param ends milliseconds at which it is over
     * @param took how long it took, in milliseconds
     * @param colour of the version
     * @param ending how it ends
     * @param user whether it is a user's, and no probe
     */
    record Request(double ends, double took, VersionRole colour, Ending ending, boolean user) {}

    /**
     * @param flush milliseconds at which the histograms are taken together first
     * @param users is told of each of their requests that is over
     */
    Requests(double flush, Consumer<Request> users) {
        this.nextFlush = flush;
        this.users = users;
    }

    void send(Request request) {
        of(request.colour).send();
        underWay.add(request);
    }

    /** Lets time pass until then. */
    void advance(double to) {
        while (!underWay.isEmpty() && underWay.element().ends <= to) {
            Request next = underWay.remove();
            flushUntil(next.ends);
            of(next.colour).ended(next.ending, next.took);
            if (next.user) {
                users.accept(next);
            }
        }
        flushUntil(to);
    }

    Counters of(VersionRole role) {
        return switch (role) {
            case Blue -> blue;
            case Green -> green;
        };
    }

    private void flushUntil(double to) {
        for (; nextFlush <= to; nextFlush += FLUSH) {
            green.flush();
            blue.flush();
        }
    }
}
