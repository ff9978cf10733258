package dev.sluice.bench;

import dev.sluice.analysis.Counts;

/**
 * Users' requests as the gateways count them: those that were answered, from the beginning on.
 *
 * @param counts by version and success
 * @param greenSlow green's answers that took longer than was asked about
 */
record Totals(Counts counts, long greenSlow) {
    /** Nothing counted. */
    static final Totals NONE = new Totals(Counts.NONE, 0);

    Totals plus(Totals more) {
        return new Totals(counts.plus(more.counts), greenSlow + more.greenSlow);
    }

    /** What was counted since then. */
    Totals since(Totals before) {
        return new Totals(
                new Counts(
                        counts.green() - before.counts.green(),
                        counts.greenFailed() - before.counts.greenFailed(),
                        counts.blue() - before.counts.blue(),
                        counts.blueFailed() - before.counts.blueFailed()),
                greenSlow - before.greenSlow);
    }
}
