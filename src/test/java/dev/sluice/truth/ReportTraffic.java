package dev.sluice.truth;

import dev.sluice.truth.Users.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * User requests in buckets of time, by when they were due.
 *
 * @param starts when each bucket begins, in seconds
 * @param to when the last one ends
 * @param answered how many requests each version answered well
 * @param failed how many requests failed
 * @param seen v2's percentage of all that a version answered, well or not; null where none answered
 */
record ReportTraffic(
        List<Double> starts, double to, Map<String, List<Long>> answered, List<Long> failed, List<Integer> seen) {
    static ReportTraffic of(Collection<Request> requests, ReportClock clock, ReportBuckets grid) {
        List<List<Request>> buckets = IntStream.range(0, grid.count())
                .<List<Request>>mapToObj(bucket -> new ArrayList<>())
                .toList();
        for (Request request : requests) {
            double at = clock.seconds(request.due());
            if (at >= grid.from()) {
                buckets.get(grid.bucket(at)).add(request);
            }
        }
        return new ReportTraffic(
                IntStream.range(0, grid.count()).mapToObj(grid::start).toList(),
                grid.to(),
                answered(requests, buckets),
                counts(buckets, Request::failed),
                buckets.stream().map(ReportTraffic::seen).toList());
    }

    private static Map<String, List<Long>> answered(Collection<Request> requests, List<List<Request>> buckets) {
        Map<String, List<Long>> answered = new TreeMap<>();
        requests.stream()
                .map(Request::version)
                .filter(version -> !version.isEmpty())
                .distinct()
                .forEach(version -> answered.put(
                        version,
                        counts(buckets, one -> !one.failed() && one.version().equals(version))));
        return answered;
    }

    private static List<Long> counts(List<List<Request>> buckets, Predicate<Request> which) {
        return buckets.stream()
                .map(bucket -> bucket.stream().filter(which).count())
                .toList();
    }

    private static Integer seen(List<Request> bucket) {
        List<String> versions = bucket.stream()
                .map(Request::version)
                .filter(version -> !version.isEmpty())
                .toList();
        long green = versions.stream().filter("v2"::equals).count();
        return versions.isEmpty() ? null : Math.round(100f * green / versions.size());
    }
}
