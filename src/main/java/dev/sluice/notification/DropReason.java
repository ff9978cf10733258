package dev.sluice.notification;

/** Why a notice was not even tried, as metrics have it. */
public enum DropReason {
    /** More waited than a queue holds. */
    full,
    /** The controller stopped, or the sink's entry was changed, before its turn came. */
    shutdown,
    /** A mistake of ours. */
    broken,
    /** The API server did not tell whether there is anything to be told. */
    unknown
}
