package dev.sluice.rollout;

import java.util.Optional;

/**
 * What the versions' pods can carry, measured by what blue has for the whole.
 *
 * @param whole ready pods of blue that carry all the traffic: as many as it had when the rollout began, or more later; as many as it
 *     asked for, where none was ready then; 0 when not known
 * @param size for how many pods of blue one of green's counts, by their CPU requests; 1 where one of them names none
 * @param deployment green's Deployment, for people
 * @param seen the pods and autoscalers now
 */
public record Capacity(int whole, double size, String deployment, Seen seen) {
    /** Nothing is known of blue's pods, so nothing is asked of green's. */
    public static final Capacity NONE = new Capacity(0, 1, "", Seen.NOTHING);

    /** Half a pod too few by rounding is none too few. */
    private static final double ROUNDING = 1e-6;

    /**
     * What is seen now.
     *
     * @param blue blue's pods; empty when they cannot be seen
     * @param blueAutoscaler what scales blue
     * @param greenAutoscaler what scales green
     * @param unseen why autoscalers cannot be seen
     */
    public record Seen(
            Optional<Blue> blue,
            Optional<Autoscaler> blueAutoscaler,
            Optional<Autoscaler> greenAutoscaler,
            Optional<String> unseen) {
        /** Before the first look. */
        public static final Seen NOTHING =
                new Seen(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** All can be seen. */
        public Seen(Optional<Blue> blue, Optional<Autoscaler> blueAutoscaler, Optional<Autoscaler> greenAutoscaler) {
            this(blue, blueAutoscaler, greenAutoscaler, Optional.empty());
        }
    }

    /**
     * Blue's pods.
     *
     * @param wanted replicas asked for
     * @param ready pods ready now
     * @param sole whether one Deployment makes all of them, so that it can be scaled for them
     */
    public record Blue(int wanted, int ready, boolean sole) {
        /** Those of one Deployment. */
        public Blue(int wanted, int ready) {
            this(wanted, ready, true);
        }

        /** Those that stay: a pod that a rolling update adds for a moment is none. */
        public int lasting() {
            return Math.min(wanted, ready);
        }

        /** Those that carry everything when a release begins: of a blue that is down then, all that it asks for. */
        public int whole() {
            return ready == 0 ? wanted : lasting();
        }
    }

    /** Checks. */
    public Capacity {
        if (whole < 0 || !(size > 0)) {
            throw new IllegalArgumentException("no capacity: " + whole + " pods of size " + size);
        }
    }

    /** With what is seen now. A blue that grows needs more for the whole; one that shrinks was relieved, and may need it again. */
    public Capacity plus(Seen now) {
        int grown = now.blue()
                .map(blue -> Math.max(whole, whole == 0 ? blue.whole() : blue.lasting()))
                .orElse(whole);
        return new Capacity(grown, size, deployment, now);
    }

    /** Pods of green that a weight needs, when it must have so many percent of what blue has for it. */
    public int needed(Weight weight, int minPercent) {
        double pods = whole * (minPercent / 100.0) * (weight.percent() / 100) / size;
        return (int) Math.ceil(pods - ROUNDING);
    }

    /** Whether blue was seen to have no pod that could take the traffic back. */
    boolean blueLost() {
        return seen.blue().filter(blue -> blue.ready() == 0).isPresent();
    }
}
