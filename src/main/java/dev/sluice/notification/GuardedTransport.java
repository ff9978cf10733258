package dev.sluice.notification;

import dev.sluice.notification.Transport.Delivery;
import dev.sluice.notification.Transport.DeliveryResult;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Tries again while that may help: five times, after one, two, four and eight seconds or what the sink asks for, at least one, each up to half longer, so
 * that many senders do not come back together. A sink that has failed five times in a row is tried every ten seconds until it takes something: what
 * waits for it is given up the later.
 */
final class GuardedTransport implements Transport {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration REST = Duration.ofSeconds(10);
    private static final int TRIES = 5;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Transport transport;
    private final Duration first;
    private final Duration rest;
    private final DoubleSupplier chance;
    private final TypedGuard<DeliveryResult> guard;
    private volatile boolean open;

    /**
     * For one sink, and one thread.
     *
     * @param first how long to wait at least
     * @param rest how long a sink is left alone that has failed again and again
     * @param chance from 0 to 1
     */
    GuardedTransport(Transport transport, Duration first, Duration rest, DoubleSupplier chance) {
        this.transport = transport;
        this.first = first;
        this.rest = rest;
        this.chance = chance;
        this.guard = TypedGuard.create(DeliveryResult.class)
                .withCircuitBreaker()
                .requestVolumeThreshold(TRIES)
                .failureRatio(1)
                .delay(rest.toMillis(), ChronoUnit.MILLIS)
                .failOn(NotTaken.class)
                .onStateChange(state -> open = state == CircuitBreakerState.OPEN)
                .done()
                .withRetry()
                .maxRetries(TRIES - 1)
                .maxDuration(0, ChronoUnit.MILLIS)
                .jitter(0, ChronoUnit.MILLIS)
                .whenException(GuardedTransport::helps)
                .withCustomBackoff()
                .strategy(this::backoff)
                .done()
                .done()
                .build();
    }

    @Override
    public DeliveryResult carry(Delivery delivery) throws InterruptedException {
        try {
            return guard.call(() -> once(delivery));
        } catch (NotTaken e) {
            return e.result;
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private DeliveryResult once(Delivery delivery) throws InterruptedException, NotTaken {
        DeliveryResult result = transport.carry(delivery);
        if (result instanceof DeliveryResult.Later later) {
            throw new NotTaken(later);
        }
        return result;
    }

    private static boolean helps(Throwable failure) {
        return failure instanceof CircuitBreakerOpenException
                || (failure instanceof NotTaken notTaken
                        && notTaken.asked().orElse(Duration.ZERO).compareTo(LONGEST) <= 0);
    }

    /** Of one delivery. */
    CustomBackoffStrategy backoff() {
        return new CustomBackoffStrategy() {
            private Duration next = first;

            @Override
            public long nextDelayInMillis(Throwable failure) {
                Duration usual = next;
                next = next.multipliedBy(2);
                Optional<Duration> asked = failure instanceof NotTaken notTaken ? notTaken.asked() : Optional.empty();
                long wait = Math.max(asked.orElse(usual).toMillis(), (open ? rest : first).toMillis());
                return wait + (long) (wait / 2.0 * chance.getAsDouble());
            }
        };
    }

    /** The sink may take it later. */
    static final class NotTaken extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient DeliveryResult.Later result;

        NotTaken(DeliveryResult.Later result) {
            super(result.detail(), null, false, false);
            this.result = result;
        }

        private Optional<Duration> asked() {
            return result.after();
        }
    }
}
