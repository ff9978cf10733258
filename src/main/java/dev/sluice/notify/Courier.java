package dev.sluice.notify;

/** Carries a parcel to a sink, once. */
@FunctionalInterface
interface Courier {
    /**
     * Carries it; gives up when the sink's timeout is over.
     *
     * @throws InterruptedException when nobody waits for it any more
     */
    Receipt carry(Parcel parcel) throws InterruptedException;
}
