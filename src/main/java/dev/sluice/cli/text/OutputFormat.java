package dev.sluice.cli.text;

/** What a command writes its answer as. */
public enum OutputFormat {
    /** For people. */
    table,
    /** For people with a wide screen. */
    wide,
    /** The objects of the cluster, for programs. */
    json,
    /** The same as YAML. */
    yaml,
    /** Kinds and names, for scripts. */
    name;

    /** Whether people read it. */
    public boolean human() {
        return this == table || this == wide;
    }
}
