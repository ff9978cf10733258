package dev.sluice.rollout;

/**
 * Probes of one version, counted. Blind ones are not in it.
 *
 * @param passed probes answered as expected
 * @param failed probes answered wrongly, too late or refused
 */
public record Tally(int passed, int failed) {
    static final Tally EMPTY = new Tally(0, 0);

    /** All probes that said something. */
    public int total() {
        return passed + failed;
    }

    Tally plus(Tally other) {
        return new Tally(passed + other.passed, failed + other.failed);
    }

    Tally plus(ProbeOutcome outcome) {
        return switch (outcome) {
            case Passed -> new Tally(passed + 1, failed);
            case Failed, Refused -> new Tally(passed, failed + 1);
            case Blind -> this;
        };
    }

    double errorPercent() {
        return total() == 0 ? 0 : 100.0 * failed / total();
    }

    @Override
    public String toString() {
        return failed + " of " + total();
    }
}
