package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Seconds that were told as one, apart again: each gets its part of what was counted, in order. */
final class IntervalSplitter {
    private final RemainderCarry[] carries = new RemainderCarry[8];

    private IntervalSplitter() {
        for (int i = 0; i < carries.length; i++) {
            carries[i] = new RemainderCarry();
        }
    }

    static List<RecordedInterval> of(RecordedInterval whole) {
        Duration length = whole.to().minus(whole.from());
        int parts = (int) Math.max(1, length.toSeconds());
        return parts == 1 ? List.of(whole) : new IntervalSplitter().parts(whole, length, parts);
    }

    private List<RecordedInterval> parts(RecordedInterval whole, Duration length, int parts) {
        RecordedProbes probed = whole.probes();
        List<Long> green = probed.green().each();
        List<Long> blue = probed.blue().each();
        List<RecordedInterval> all = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            Counts counts = part(probed.counts(), 0, parts);
            boolean last = i == parts - 1;
            RecordedProbes part = new RecordedProbes(
                    counts,
                    Math.min(counts.greenFailed(), last ? probed.run() : 0),
                    last ? probed.run() : 0,
                    last ? probed.blueRun() : 0,
                    counts.greenFailed() > 0 ? probed.failure() : "",
                    every(green, i, parts),
                    every(blue, i, parts));
            Duration from = whole.from().plus(length.multipliedBy(i).dividedBy(parts));
            Duration to = last
                    ? whole.to()
                    : whole.from()
                            .plus(length.multipliedBy(i + 1).dividedBy(parts))
                            .minusMillis(1);
            all.add(new RecordedInterval(from, to, whole.around(), part(whole.users(), 4, parts), part));
        }
        return all;
    }

    private Counts part(Counts whole, int carry, int parts) {
        long green = carries[carry].take((double) whole.green() / parts);
        long blue = carries[carry + 1].take((double) whole.blue() / parts);
        return new Counts(
                green,
                Math.min(green, carries[carry + 2].take((double) whole.greenFailed() / parts)),
                blue,
                Math.min(blue, carries[carry + 3].take((double) whole.blueFailed() / parts)));
    }

    /** The quick and the slow ones in every part. */
    private static Latencies every(List<Long> each, int start, int step) {
        Latencies some = Latencies.NONE;
        for (int i = start; i < each.size(); i += step) {
            some = some.plus(Latencies.of(each.get(i)));
        }
        return some;
    }
}
