package dev.sluice.cli.install;

/**
 * One object and what becomes of it.
 *
 * @param thing the object
 * @param change what becomes of it
 */
record Step(Thing thing, Change change) {
    boolean changes() {
        return writes() || change == Change.delete;
    }

    boolean writes() {
        return change == Change.create || change == Change.update;
    }

    @Override
    public String toString() {
        String text = String.format("%-10s %s", change, thing);
        return change == Change.keep ? text + " (somebody else's; it stays as it is)" : text;
    }
}
