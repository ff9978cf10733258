package dev.sluice.cli.install;

/** What applying an object means. */
public enum ChangeType {
    /** It is not there yet. */
    create,
    /** It is there, and something of it differs. */
    update,
    /** It is there as it has to be. */
    unchanged,
    /** It is somebody else's, and good enough. */
    keep,
    /** It gives rights that are not needed any more. */
    delete
}
