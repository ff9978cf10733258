package dev.sluice.notify;

import java.time.Duration;
import java.util.Optional;

/** What became of one try. No text in it holds a secret. */
sealed interface Receipt {
    /** What happened, in one line. */
    String detail();

    /** The sink has it. */
    record Taken(String detail) implements Receipt {}

    /**
     * It will not be taken, however often it is sent.
     *
     * @param reason for metrics
     */
    record Refused(Failure reason, String detail) implements Receipt {}

    /**
     * It may be taken later.
     *
     * @param reason for metrics
     * @param after how long the sink wants to be left alone; empty when it does not say
     */
    record Later(Failure reason, String detail, Optional<Duration> after) implements Receipt {}
}
