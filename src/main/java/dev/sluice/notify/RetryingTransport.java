package dev.sluice.notify;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Tries again while that may help: five times, after one, two, four and eight seconds or what the sink asks for, at least one,
 * each up to half longer, so that many senders do not come back together.
 */
final class RetryingTransport implements Transport {
    private static final int TRIES = 5;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Transport transport;
    private final Sleeper sleeper;
    private final DoubleSupplier chance;

    /** @param chance from 0 to 1 */
    RetryingTransport(Transport transport, Sleeper sleeper, DoubleSupplier chance) {
        this.transport = transport;
        this.sleeper = sleeper;
        this.chance = chance;
    }

    @Override
    public DeliveryResult carry(Delivery delivery) throws InterruptedException {
        for (int tried = 1; ; tried++) {
            DeliveryResult receipt = transport.carry(delivery);
            if (!(receipt instanceof DeliveryResult.Later later)) {
                return receipt;
            }
            Duration asked = later.after().orElse(FIRST.multipliedBy(1L << (tried - 1)));
            Duration wait = asked.compareTo(FIRST) < 0 ? FIRST : asked;
            if (tried == TRIES || wait.compareTo(LONGEST) > 0) {
                return later;
            }
            sleeper.sleep(wait.plusMillis((long) (wait.toMillis() / 2.0 * chance.getAsDouble())));
        }
    }
}
