package dev.sluice.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How slow blue was while it had many of the users, at one edge: what a green that has more users than blue is held against, since latency
 * depends on load. Never changes.
 *
 * @param counts blue's answers and how many of them were beyond the edge, while it had at least nine tenths of the users, three quarters, and
 *     six tenths
 */
public record BlueUnderLoad(List<Counts> counts) {
    /** How many shares of the users are told apart. */
    public static final int SHARES = 3;

    private static final double[] LEAST = {.9, .75, .6};

    /** Who has so much has more than blue. */
    private static final double HALF = .5;

    /** Blue had to carry so much of what green does: a little less changes a latency by less than any policy asks for. */
    private static final double ALIKE = .9;

    /** Weights are thousandths. */
    private static final double ROUNDING = 1e-9;

    /** Nothing seen. */
    public static final BlueUnderLoad NONE = new BlueUnderLoad(Collections.nCopies(SHARES, Counts.NONE));

    /** Checks and copies. */
    public BlueUnderLoad {
        counts = List.copyOf(counts);
        if (counts.size() != SHARES) {
            throw new IllegalArgumentException(counts.size() + " shares of the users");
        }
    }

    /** Whether green has more of the users than blue, so that blue's answers now are not all that counts. */
    public static boolean asked(double green) {
        return green > HALF + ROUNDING;
    }

    /**
     * With some more of blue's answers.
     *
     * @param more of these, green's count for nothing
     * @param carried blue's share of the users meanwhile
     */
    public BlueUnderLoad plus(Counts more, double carried) {
        if (more.blue() == 0) {
            return this;
        }
        List<Counts> next = new ArrayList<>(SHARES);
        for (int i = 0; i < SHARES; i++) {
            boolean enough = carried >= LEAST[i] - ROUNDING;
            next.add(enough ? counts.get(i).plus(new Counts(0, 0, more.blue(), more.blueFailed())) : counts.get(i));
        }
        return new BlueUnderLoad(next);
    }

    /** What blue did while it had about as many of the users as green has now, or more. */
    Counts beside(double green) {
        return counts.get(share(green));
    }

    /** The share of the users that blue had at least for that, in percent. */
    static long percent(double green) {
        return Math.round(100 * LEAST[share(green)]);
    }

    private static int share(double green) {
        int share = SHARES - 1;
        while (share > 0 && LEAST[share] < ALIKE * green - ROUNDING) {
            share--;
        }
        return share;
    }
}
