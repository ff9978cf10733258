package dev.sluice.rollout;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What to expect of a plan before any release: how long it takes, what it counts, which faults it notices and how fast.
 *
 * @param plan the plan
 * @param load what was taken for granted
 * @param stages one for each of the plan's
 * @param worst how long a green that is down keeps its traffic
 */
public record Forecast(Plan plan, TrafficAssumptions load, List<StageForecast> stages, WorstCaseDetection worst) {
    /** Copies. */
    public Forecast {
        stages = List.copyOf(stages);
    }

    /** Calculates it: a tenth of a second's work for a usual plan, and up to some seconds' for the longest there is, which is calculated more coarsely. */
    public static Forecast of(Plan plan, TrafficAssumptions load) {
        List<StageForecast> stages = IntStream.range(0, plan.stages().size())
                .parallel()
                .mapToObj(i -> StageForecast.of(plan, i, load))
                .toList();
        Duration blind = stages.stream()
                .map(StageForecast::latest)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Forecast(plan, load, stages, WorstCaseDetection.of(plan, load, blind));
    }

    /** From green's pods being ready to the promotion, if nothing fails and every gate is open. */
    public Duration shortest() {
        return stages.stream().map(StageForecast::shortest).reduce(Duration.ZERO, Duration::plus);
    }

    /** The wait for green's pods included, and each stage up to its deadline; the gates take what people take. */
    public Duration longest() {
        return stages.stream().map(StageForecast::latest).reduce(waits(), Duration::plus);
    }

    /** How long green's pods may take to be ready. */
    public Duration waits() {
        return plan.deadline();
    }

    /** The stages that end with a gate. */
    public List<Stage> gates() {
        return plan.stages().stream().filter(Stage::gate).toList();
    }
}
