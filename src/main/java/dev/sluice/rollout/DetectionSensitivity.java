package dev.sluice.rollout;

import dev.sluice.analysis.AggregationWindow;
import dev.sluice.analysis.BinomialQuantile;
import dev.sluice.analysis.ChangePointPrior;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.HealthObjectives;
import dev.sluice.analysis.SequentialTests;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The smallest share of failures that the tests notice within a stage, nine times in ten.
 *
 * <p>A share is noticed when the tests reach {@code ln(1 / alpha)} on as few failures as only one stage in ten has fewer of, spread evenly.
 * What is likelier of them falls into seconds of its own, so it is told to the tests one failure at a time: an hour's stage costs no more
 * than a short one.
 */
final class DetectionSensitivity {
    private static final double MISSED = 0.1;
    private static final double LEAST = 1e-4;
    /** By so many the share is right within 2 %. */
    private static final int HALVINGS = 9;
    /** By so many, for a plan of very many stages, within 16 %; too large rather than too small. */
    private static final int FEW_HALVINGS = 6;

    /** More parts than that bring no more than the tests need to be sure. */
    private static final int PARTS = 60;

    private final Plan plan;
    private final TrafficAssumptions load;
    private final double weight;
    private final double seconds;

    /** @param dwell how long the stage lasts */
    DetectionSensitivity(Plan plan, Stage stage, TrafficAssumptions load, Duration dwell) {
        this.plan = plan;
        this.load = load;
        this.weight = stage.weight().percent() / 100;
        this.seconds = Math.max(1, ControllerTimings.seconds(dwell));
    }

    /** Of a fault that only users meet; empty when none is noticed. */
    OptionalDouble hidden() {
        return load.usersPerSecond() * weight == 0 ? OptionalDouble.empty() : smallest(false);
    }

    /** Of a fault that users and probes meet alike. */
    OptionalDouble known(OptionalDouble hidden) {
        OptionalDouble both = smallest(true);
        return DoubleStream.concat(both.stream(), hidden.stream()).min();
    }

    private OptionalDouble smallest(boolean probed) {
        if (!noticed(1, probed)) {
            return OptionalDouble.empty();
        }
        double missed = LEAST;
        double seen = 1;
        int halvings = FaultSimulation.effort(plan, HALVINGS, FEW_HALVINGS);
        for (int i = 0; i < halvings; i++) {
            double middle = Math.sqrt(missed * seen);
            if (noticed(middle, probed)) {
                seen = middle;
            } else {
                missed = middle;
            }
        }
        return OptionalDouble.of(seen);
    }

    private boolean noticed(double share, boolean probed) {
        long green = Math.round(load.usersPerSecond() * weight * seconds);
        long blue = Math.round(load.usersPerSecond() * (1 - weight) * seconds);
        PessimisticSample probes =
                PessimisticSample.probes(plan.health().probe().rate(), probed ? share : 0, seconds);
        return crosses(
                counts(green, BinomialQuantile.binomial(green, share, MISSED), blue),
                counts(probes.sent(), probes.failed(), probes.sent()));
    }

    /** Bad luck for who looks for a fault of green: blue fails more often than it does as a rule. */
    private Counts counts(long green, long failed, long blue) {
        return new Counts(green, failed, blue, BinomialQuantile.binomial(blue, load.blueFails(), 1 - MISSED));
    }

    private boolean crosses(Counts users, Counts probes) {
        long failures = users.greenFailed() + probes.greenFailed();
        int parts = (int) Math.clamp(Math.min(failures, (long) seconds), 1, PARTS);
        double enough = -Math.log(plan.health().alpha());
        HealthObjectives objectives = new HealthObjectives(plan.health());
        ChangePointPrior schedule = new ChangePointPrior(plan.stages().size());
        SequentialTests tests = FaultSimulation.past(load.usersPerSecond() > 0);
        for (int i = 0; i < parts; i++) {
            AggregationWindow tick = new AggregationWindow(
                    Optional.empty(), i == 0, part(users, i, parts), part(probes, i, parts), List.of(), 0);
            tests = tests.after(tick, objectives, schedule);
            if (tests.lnOdds(plan.health()) >= enough) {
                return true;
            }
        }
        return false;
    }

    private static Counts part(Counts all, int i, int parts) {
        return new Counts(
                part(all.green(), i, parts),
                Math.min(part(all.green(), i, parts), part(all.greenFailed(), i, parts)),
                part(all.blue(), i, parts),
                Math.min(part(all.blue(), i, parts), part(all.blueFailed(), i, parts)));
    }

    private static long part(long all, int i, int parts) {
        return all * (i + 1) / parts - all * i / parts;
    }
}
