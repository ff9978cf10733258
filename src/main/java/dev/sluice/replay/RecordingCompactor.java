package dev.sluice.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps long recordings small: seconds that are long past and between which nothing changed are told as one. Nothing is lost but
 * when exactly in that time a request was counted.
 */
final class RecordingCompactor {
    /** An hour of seconds, for as long as it is needed whole. */
    private static final int MOST = 1800;

    /** What led to the last decision is kept as it was. */
    private static final int FRESH = 300;

    private RecordingCompactor() {}

    /** The seconds, fewer when there were too many. */
    static List<RecordedInterval> bounded(List<RecordedInterval> seconds, List<RecordedDecision> made) {
        return seconds.size() < MOST ? seconds : thinned(seconds, made, FRESH);
    }

    /** The recording, short enough to be packed into so many characters. */
    static Recording within(Recording recording, int characters) {
        Recording shorter = recording;
        for (int fresh = FRESH; shorter.packed().length() > characters; fresh /= 2) {
            List<RecordedInterval> fewer = thinned(shorter.seconds(), recording.made(), fresh);
            if (fewer.size() == shorter.seconds().size() && fresh == 0) {
                return recording.with(
                        List.of(),
                        "the seconds were left out: packed, they take more than " + characters + " characters");
            }
            shorter = recording.with(fewer);
        }
        return shorter;
    }

    /** At most half as many, but for the last ones. */
    static List<RecordedInterval> thinned(List<RecordedInterval> seconds, List<RecordedDecision> made, int fresh) {
        Set<Duration> decided = made.stream().map(RecordedDecision::at).collect(Collectors.toSet());
        List<RecordedInterval> fewer = new ArrayList<>();
        int last = Math.max(0, seconds.size() - fresh);
        for (int i = 0; i < last; i++) {
            RecordedInterval one = seconds.get(i);
            if (i + 1 < last && calm(one, seconds.get(i + 1), decided)) {
                i++;
                one = one.plus(seconds.get(i));
            }
            fewer.add(one);
        }
        fewer.addAll(seconds.subList(last, seconds.size()));
        return fewer;
    }

    private static boolean calm(RecordedInterval one, RecordedInterval next, Set<Duration> decided) {
        return !decided.contains(one.to())
                && one.around().equals(next.around())
                && next.from().minus(one.to()).compareTo(Replay.FROZEN) <= 0;
    }
}
