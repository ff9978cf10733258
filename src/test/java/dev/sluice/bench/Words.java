package dev.sluice.bench;

import dev.sluice.bench.Contender.End;
import java.util.Locale;

/** What the tables say of a cell. */
final class Words {
    private static final double WHOLE_FROM = 10;

    private Words() {}

    /** Users' requests that the fault hurt: median, and 95th percentile in brackets. */
    static String hurt(Cell cell) {
        String figures = String.format(Locale.ROOT, "%.0f (%.0f)", cell.medianHurt(), cell.p95Hurt());
        if (!cell.mostlyReverted()) {
            return cell.count(End.Reverted) == 0 ? "never sent back" : "mostly not sent back";
        }
        return cell.count(End.Reverted) == cell.results().size() ? figures : figures + " *";
    }

    static String secondsBack(Cell cell) {
        return seconds(cell, End.Reverted, "never sent back");
    }

    static String secondsGood(Cell cell) {
        return seconds(cell, End.Promoted, "never promoted");
    }

    /** F* beside what was paid. */
    static String eta(Cell cell) {
        if (cell.scene().what().floor().rate() == 0 || !cell.mostlyReverted()) {
            return "";
        }
        return cell.medianHurt() == 0 ? "none failed" : String.format(Locale.ROOT, "%.3f", cell.eta());
    }

    static String reverted(Cell cell) {
        return cell.count(End.Reverted) + "/" + cell.results().size();
    }

    static String promoted(Cell cell) {
        return cell.count(End.Promoted) + "/" + cell.results().size();
    }

    /** Good releases that were not promoted, and how many that may be. */
    static String falseReverts(Cell cell) {
        int all = cell.results().size();
        long not = all - cell.count(End.Promoted);
        return String.format(Locale.ROOT, "%d/%d (< %.2g %%)", not, all, 100 * Bound.upper(not, all));
    }

    private static String seconds(Cell cell, End end, String none) {
        double median = cell.medianSeconds(end);
        return cell.count(end) == 0 ? none : number(median) + " (" + number(cell.p95Seconds(end)) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < WHOLE_FROM ? "%.1f" : "%.0f", value);
    }
}
