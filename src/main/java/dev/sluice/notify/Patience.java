package dev.sluice.notify;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Tries again while that may help: five times, after one, two, four and eight seconds or what the sink asks for, at least one,
 * each up to half longer, so that many senders do not come back together.
 */
final class Patience implements Courier {
    private static final int TRIES = 5;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Courier courier;
    private final Sleeper sleeper;
    private final DoubleSupplier chance;

    /** @param chance from 0 to 1 */
    Patience(Courier courier, Sleeper sleeper, DoubleSupplier chance) {
        this.courier = courier;
        this.sleeper = sleeper;
        this.chance = chance;
    }

    @Override
    public Receipt carry(Parcel parcel) throws InterruptedException {
        for (int tried = 1; ; tried++) {
            Receipt receipt = courier.carry(parcel);
            if (!(receipt instanceof Receipt.Later later)) {
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
