package dev.sluice.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What to expect of one stage.
 *
 * @param stage the stage
 * @param shortest from the write of its weight to the moment it may be left, if nothing fails
 * @param latest when the deadline ends it, if it does not go on by itself; a gate lasts for as long as nobody opens it
 * @param need what it has to count
 * @param probes probes of green that it sends within the shortest time
 * @param users users' requests that green gets within the shortest time
 * @param notices the smallest share of failures that is noticed within the shortest time, nine times in ten; empty when none is
 * @param noticesHidden the same of a fault that users meet and probes do not
 * @param falls what becomes of greens that fail
 */
public record StageForecast(
        Stage stage,
        Duration shortest,
        Duration latest,
        RequiredSampleSize need,
        long probes,
        long users,
        OptionalDouble notices,
        OptionalDouble noticesHidden,
        List<RevertForecast> falls) {
    /** Greens that fail all, and a tenth. */
    private static final double[] SHARES = {0.1, 1};

    /** Copies. */
    public StageForecast {
        falls = List.copyOf(falls);
    }

    static StageForecast of(Plan plan, int index, TrafficAssumptions load) {
        Stage stage = plan.stage(index);
        TrafficAssumptions counted = FaultSimulation.counted(plan.health(), load);
        double share = stage.weight().percent() / 100;
        int rate = plan.health().probe().rate();
        RequiredSampleSize need = RequiredSampleSize.of(plan, index, counted);
        double needs = Math.min(need.seconds(rate, counted.usersPerSecond() * share), 1e9);
        Duration dwell = stage.hold().compareTo(ControllerTimings.duration(needs)) < 0
                ? ControllerTimings.duration(needs)
                : stage.hold();
        DetectionSensitivity sensitivity = new DetectionSensitivity(plan, stage, counted, dwell);
        OptionalDouble hidden = sensitivity.hidden();
        return new StageForecast(
                stage,
                dwell.plus(ControllerTimings.SERVED),
                stage.hold().plus(plan.deadline()),
                need,
                Math.round(rate * ControllerTimings.seconds(dwell)),
                Math.round(load.usersPerSecond() * share * ControllerTimings.seconds(dwell)),
                sensitivity.known(hidden),
                hidden,
                falls(plan, index, load));
    }

    /** Whether the deadline comes before what it has to count, so that no green can ever pass. */
    public boolean hopeless() {
        return shortest.compareTo(latest) > 0;
    }

    private static List<RevertForecast> falls(Plan plan, int index, TrafficAssumptions load) {
        List<RevertForecast> falls = new ArrayList<>();
        for (double share : SHARES) {
            falls.add(RevertForecast.of(plan, index, load, share));
        }
        load.pods().ifPresent(pods -> falls.add(RevertForecast.of(plan, index, load, 1.0 / pods)));
        return falls;
    }
}
