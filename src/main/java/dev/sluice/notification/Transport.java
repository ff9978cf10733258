package dev.sluice.notification;

/** Carries a delivery to a sink, once. */
@FunctionalInterface
interface Transport {
    /**
     * Carries it; gives up when the sink's timeout is over.
     *
     * @throws InterruptedException when nobody waits for it any more
     */
    DeliveryResult carry(Delivery delivery) throws InterruptedException;
}
