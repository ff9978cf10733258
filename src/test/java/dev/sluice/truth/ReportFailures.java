package dev.sluice.truth;

import dev.sluice.truth.ReportScene.Event;
import dev.sluice.truth.Users.Request;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The users' failed requests. Times are when they were due.
 *
 * @param count how many
 * @param first when the first failed, in seconds; null when none did
 * @param last when the last failed
 * @param cause what the test did last before the first failure, besides annotating; null when nothing
 * @param after seconds from the cause to the last failure
 */
record ReportFailures(int count, Double first, Double last, String cause, Double after) {
    /** A test notes what it did when it is done; users may have met it this much earlier, in seconds. */
    private static final double LATE = 0.25;

    static ReportFailures of(Collection<Request> requests, ReportClock clock, List<Event> events) {
        List<Double> times = requests.stream()
                .filter(Request::failed)
                .map(request -> clock.seconds(request.due()))
                .sorted()
                .toList();
        if (times.isEmpty()) {
            return new ReportFailures(0, null, null, null, null);
        }
        Optional<Event> cause = events.stream()
                .filter(event -> event.byTest() && !event.what().startsWith("annotated"))
                .filter(event -> event.at() <= times.getFirst() + LATE)
                .reduce((earlier, later) -> later);
        return new ReportFailures(
                times.size(),
                times.getFirst(),
                times.getLast(),
                cause.map(Event::what).orElse(null),
                cause.map(event -> Math.round((times.getLast() - event.at()) * 1e3) / 1e3)
                        .orElse(null));
    }
}
