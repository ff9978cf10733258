package dev.sluice.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScaleTableTest {
    private static final ScaleFigures IDLE = figures(0, Double.NaN, List.of(), List.of());
    private static final ScaleFigures FEW = figures(10, 20, List.of(900.0, 1000.0, 1100.0), List.of());

    @Test
    void columnIsASizeAndRowAFigure() {
        assertThat(new ScaleTable(options(), List.of(IDLE, FEW)).table())
                .contains("| active rollouts | 0 | 10 |\n|---|---:|---:|\n")
                .contains("| CPU of each replica, cores | 0.25, 0.50 | 0.25, 0.50 |\n")
                .contains("| the same, 99th percentile, ms |  | 20.00 |\n")
                .contains("| from the fault until the weights are back, median, ms |  | 1,000 |\n")
                .contains("| the same, longest, ms |  | 1,100 |\n");
    }

    @Test
    void pageNamesWhatTheApiServerIsAskedMost() {
        assertThat(new ScaleTable(options(), List.of(IDLE, FEW)).page("a machine"))
                .contains("Written by `bench/scale --active 10,50")
                .contains("Nothing at these sizes.")
                .contains(
                        "| Request | a second |\n|---|---:|\n| patch rollouts/status | 5.00 |\n| get pods | 2.00 |\n");
    }

    @Test
    void goalThatIsMissedIsToldWithTheFirstSize() {
        ScaleFigures more = figures(50, 600, List.of(1999.0), List.of());
        ScaleFigures many = figures(100, 700, List.of(2001.0), List.of("app-1 is Paused: blind"));

        assertThat(new ScaleGoals(List.of(IDLE, FEW, more, many)).missed())
                .containsExactly(
                        "From 50 active on: one look in a hundred is late by more than 500 ms.",
                        "From 100 active on: rollouts leave their step though nothing is wrong.",
                        "From 100 active on: a revert takes more than twice as long as at the smallest size.");
    }

    @Test
    void curveHasAPointForEachSizeThatHasTheFigure() {
        String svg = new ScaleCurves(List.of(IDLE, FEW)).svg();

        // Six charts of two sizes; while nothing is released no pass is late and nothing is sent back.
        assertThat(svg.split("<circle", -1)).hasSize(1 + 6 * 2 - 2);
        assertThat(svg).endsWith("</svg>\n").doesNotContain("NaN");
    }

    private static ScaleOptions options() {
        return ScaleOptions.of(List.of("--active", "10,50,100"));
    }

    private static ScaleFigures figures(int active, double lag, List<Double> reverts, List<String> left) {
        return new ScaleFigures(
                active,
                100,
                30,
                Map.of("get pods", 2.0, "patch rollouts/status", 5.0),
                0.5,
                List.of(0.25, 0.5),
                List.of(200.0, 300.0),
                active * 10,
                lag / 10,
                lag,
                active * 20,
                Map.of(),
                left,
                reverts,
                0,
                0.9);
    }
}
