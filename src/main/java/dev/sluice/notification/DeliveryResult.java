package dev.sluice.notification;

import java.time.Duration;
import java.util.Optional;

/** What became of one try. No text in it holds a secret. */
sealed interface DeliveryResult {
    /** What happened, in one line. */
    String detail();

    /** The sink has it. */
    record Taken(String detail) implements DeliveryResult {}

    /**
     * It will not be taken, however often it is sent.
     *
     * @param reason for metrics
     */
    record Refused(FailureReason reason, String detail) implements DeliveryResult {}

    /**
     * It may be taken later.
     *
     * @param reason for metrics
     * @param after how long the sink wants to be left alone; empty when it does not say
     */
    record Later(FailureReason reason, String detail, Optional<Duration> after) implements DeliveryResult {}
}
