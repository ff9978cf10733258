package dev.sluice.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * The seconds since green was first suspected to be slow, for people; over as soon as nothing is suspected any more.
 *
 * @param seconds how many
 * @param counts for each edge of the latency, both versions' probes since then and how many were beyond it
 */
public record SlowPeriod(long seconds, List<Counts> counts) {
    /** Nothing is suspected. */
    public static final SlowPeriod NONE = new SlowPeriod(0, List.of());

    /** Copies. */
    public SlowPeriod {
        counts = List.copyOf(counts);
    }

    SlowPeriod plus(List<Counts> second) {
        List<Counts> sums = new ArrayList<>();
        for (int i = 0; i < Math.max(counts.size(), second.size()); i++) {
            sums.add(at(i).plus(i < second.size() ? second.get(i) : Counts.NONE));
        }
        return new SlowPeriod(seconds + 1, sums);
    }

    /** What was counted at one edge. */
    Counts at(int edge) {
        return edge < counts.size() ? counts.get(edge) : Counts.NONE;
    }
}
