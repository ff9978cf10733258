package dev.sluice.cli;

/**
 * What a check of a file found.
 *
 * @param file where
 * @param policy its name; empty when it has none
 * @param error whether it would be refused; else it works, but perhaps not as it was meant
 * @param message the field, what is wrong, and the cure
 */
record LintFinding(String file, String policy, boolean error, String message) {
    String level() {
        return error ? "error" : "warning";
    }
}
