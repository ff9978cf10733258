package dev.sluice.replay;

/** Whole requests out of fractions, without losing any over the seconds and without chance. */
final class RemainderCarry {
    /** Sums of tenths must not miss a whole one. */
    private static final double ROUNDING = 1e-9;

    private double owed;

    long take(double amount) {
        owed += amount;
        long whole = (long) Math.floor(owed + ROUNDING);
        owed -= whole;
        return whole;
    }
}
