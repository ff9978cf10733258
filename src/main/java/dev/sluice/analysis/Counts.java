package dev.sluice.analysis;

/**
 * Requests of both versions in one tick, and how many of them failed; or were slow, where that is what is asked.
 *
 * @param green green's requests
 * @param greenFailed how many of them failed
 * @param blue blue's requests
 * @param blueFailed how many of them failed
 */
public record Counts(long green, long greenFailed, long blue, long blueFailed) {
    /** Nothing happened. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    /** Checks. */
    public Counts {
        if (greenFailed < 0 || greenFailed > green || blueFailed < 0 || blueFailed > blue) {
            throw new IllegalArgumentException(
                    "green " + greenFailed + " of " + green + ", blue " + blueFailed + " of " + blue);
        }
    }

    /** All requests. */
    public long total() {
        return green + blue;
    }

    /** All failures. */
    public long failed() {
        return greenFailed + blueFailed;
    }

    /** Both taken together. */
    public Counts plus(Counts other) {
        return new Counts(
                green + other.green, greenFailed + other.greenFailed, blue + other.blue, blueFailed + other.blueFailed);
    }
}
