package dev.sluice.cli.install;

/**
 * One object and what becomes of it.
 *
 * @param thing the object
 * @param change what becomes of it
 */
record PlannedChange(ManifestObject thing, ChangeType change) {
    boolean changes() {
        return writes() || change == ChangeType.delete;
    }

    boolean writes() {
        return change == ChangeType.create || change == ChangeType.update;
    }

    @Override
    public String toString() {
        String text = String.format("%-10s %s", change, thing);
        return change == ChangeType.keep ? text + " (somebody else's; it stays as it is)" : text;
    }
}
