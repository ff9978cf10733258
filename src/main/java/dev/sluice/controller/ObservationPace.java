package dev.sluice.controller;

import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.WorkloadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * How often the API server is asked about one rollout. While all is as it should be, and whatever changes would be told, a look now and then is only
 * there for a watch that hangs and says nothing; most of these looks are brief, and leave out what hardly ever changes by itself.
 */
final class ObservationPace {
    /** One in so many looks of a calm time is a whole one. */
    private static final int WHOLE = 6;

    /** So long after a change everything is looked at as often as ever: one change brings others. */
    private static final Duration AWAKE = Duration.ofSeconds(6);

    private final Duration usual;
    private final Duration calm;
    private final BooleanSupplier told;
    private volatile boolean stirred = true;
    private volatile boolean stale;
    private Instant asleep = Instant.MIN;
    private Instant asked = Instant.MIN;
    private Instant whole = Instant.MIN;

    /**
     * A pace that begins awake.
     *
     * @param usual from one look to the next
     * @param calm the same while nothing happens; not less than the usual one
     * @param told whether a change would be told
     */
    ObservationPace(Duration usual, Duration calm, BooleanSupplier told) {
        this.usual = usual;
        this.calm = calm.compareTo(usual) < 0 ? usual : calm;
        this.told = told;
    }

    /** Something has changed, or could not be seen. By any thread. */
    void stir() {
        stirred = true;
    }

    /** The next look is a whole one, whenever it comes. By any thread. */
    void whole() {
        stale = true;
    }

    /** Whether nothing happens. */
    boolean calm(ObservedState observed, DesiredTraffic goal, Instant now) {
        if (stirred) {
            stirred = false;
            asleep = now.plus(AWAKE);
        }
        return !now.isBefore(asleep) && told.getAsBoolean() && settled(observed, goal);
    }

    /** Whether it is time to look. */
    boolean due(boolean calm, Instant now) {
        return !now.isBefore(asked.plus(calm ? this.calm : usual));
    }

    /** A look begins. Returns whether it may be a brief one; one that a change made begin never is. */
    boolean begin(boolean calm, Instant now) {
        asked = now;
        boolean brief = calm && !stirred && !stale && now.isBefore(whole.plus(this.calm.multipliedBy(WHOLE)));
        if (!brief) {
            whole = now;
        }
        return brief;
    }

    /** Whether the gateways are to be looked for though it is not time to; asked once by each whole look. */
    boolean seeks() {
        boolean seeks = stale;
        stale = false;
        return seeks;
    }

    private static boolean settled(ObservedState observed, DesiredTraffic goal) {
        return goal instanceof DesiredTraffic.Split
                && observed.goal().equals(goal)
                && observed.mesh() instanceof TrafficStatus.Converged
                && observed.green() instanceof WorkloadStatus.Pods green
                && green.settled()
                && green.ready() >= green.wanted()
                && green.crash().isEmpty()
                && green.shortfall().isEmpty()
                && observed.sizes().blue().filter(ObservationPace::settled).isPresent();
    }

    private static boolean settled(Capacity.Blue blue) {
        return blue.sole() && blue.ready() > 0 && blue.ready() >= blue.wanted();
    }
}
