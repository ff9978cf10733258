package dev.sluice.rollout;

/** Turns a rate into whole numbers that keep to it in the long run: what is left over is owed. */
final class FractionalCounter {
    private double owed;

    /** @param owed what is owed at the start; a half, and the first comes when it comes in the middle of the cases */
    FractionalCounter(double owed) {
        this.owed = owed;
    }

    int take(double more) {
        owed += more;
        int whole = (int) Math.floor(owed + 1e-9);
        owed -= whole;
        return whole;
    }
}
