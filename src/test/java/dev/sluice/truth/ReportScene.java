package dev.sluice.truth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.truth.Users.Request;
import dev.sluice.truth.Watching.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/**
 * A scene as it was played. Times are seconds since the scene's users began.
 *
 * @param ended the state of the newest rollout; empty without any
 * @param requests all that users asked, also before the first bucket
 * @param weights green's weight in the VirtualService each time that it changed
 * @param events what the test did and what Sluice decided, in order
 */
record ReportScene(
        ReportResult result,
        String ended,
        int requests,
        ReportFailures failures,
        ReportTraffic traffic,
        List<Weight> weights,
        List<Event> events) {
    /** What goes on before the first event is dull; this much of it is shown, in seconds. */
    private static final double LEAD = 2;

    /** From one request to the next, in seconds. */
    private static final double GAP = 0.01;

    record Weight(double at, int asked) {}

    /**
     * Something that happened.
     *
     * @param by test, or sluice
     * @param why what led to it; empty for the test
     */
    record Event(double at, String by, String what, String why) {
        boolean byTest() {
            return by.equals("test");
        }
    }

    static ReportScene of(ReportResult result, Collection<Request> requests, Watching watching) {
        return of(result, requests, watching.weights(), watching.notes(), watching.met(), watching.state());
    }

    static ReportScene of(
            ReportResult result,
            Collection<Request> requests,
            List<Moment> weights,
            List<Moment> notes,
            List<JsonNode> rollouts,
            String ended) {
        ReportClock clock = ReportClock.from(start(requests, notes));
        List<Event> events = events(notes, rollouts, clock);
        ReportFailures failures = ReportFailures.of(requests, clock, events);
        double to = Math.max(
                last(requests.stream().mapToDouble(request -> clock.seconds(request.due()) + GAP)),
                last(events.stream().mapToDouble(Event::at)));
        return new ReportScene(
                result,
                ended,
                requests.size(),
                failures,
                ReportTraffic.of(requests, clock, buckets(events, failures, to)),
                weights.stream()
                        .map(moment -> new Weight(clock.seconds(moment.at()), Integer.parseInt(moment.what())))
                        .toList(),
                events);
    }

    /** When the users began; without any, when something was first noted. */
    private static long start(Collection<Request> requests, List<Moment> notes) {
        return requests.stream()
                .mapToLong(Request::due)
                .min()
                .orElseGet(() ->
                        notes.isEmpty() ? System.nanoTime() : notes.getFirst().at());
    }

    private static List<Event> events(List<Moment> notes, List<JsonNode> rollouts, ReportClock clock) {
        List<Event> events = new ArrayList<>();
        notes.forEach(note -> events.add(new Event(clock.seconds(note.at()), "test", note.what(), "")));
        rollouts.stream()
                .flatMap(rollout ->
                        StreamSupport.stream(rollout.at("/status/journal").spliterator(), false))
                .forEach(entry -> events.add(decision(entry, clock)));
        events.sort(Comparator.comparingDouble(Event::at));
        return events;
    }

    private static Event decision(JsonNode entry, ReportClock clock) {
        return new Event(
                clock.seconds(Instant.parse(entry.path("at").asText())),
                "sluice",
                entry.path("decision").asText(),
                entry.path("why").asText());
    }

    /** From a little before the first event or failure. */
    private static ReportBuckets buckets(List<Event> events, ReportFailures failures, double to) {
        double event = events.isEmpty() ? 0 : events.getFirst().at();
        double failure = failures.count() == 0 ? event : failures.first();
        double from = Math.max(0, Math.min(event, failure) - LEAD);
        return new ReportBuckets(from, failures.count() == 0 ? from : failure, to);
    }

    private static double last(DoubleStream times) {
        return times.max().orElse(0);
    }
}
