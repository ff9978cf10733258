package dev.sluice.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class MetricsTextTest {
    private static final String BUCKETS = """
            # TYPE late_seconds histogram
            late_seconds_bucket{le="0.1"} %d
            late_seconds_bucket{le="0.2"} %d
            late_seconds_bucket{le="+Inf"} %d
            late_seconds_count %d
            """;

    @Test
    void seriesAreAddedUpByALabel() {
        MetricsText page = MetricsText.of("""
                # HELP probes_total Probes, by what came of them.
                probes_total{policy="a, \\"b\\" } c",result="passed"} 3.0
                probes_total{policy="d",result="passed"} 4.0
                probes_total{policy="d",result="blind"} 1.0
                probes_total_seconds 9.0
                """);

        assertThat(page.by("probes_total", "result")).containsOnly(entry("passed", 7), entry("blind", 1));
        assertThat(page.total("probes_total")).isEqualTo(8);
        assertThat(page.total("unknown")).isZero();
    }

    @Test
    void quantileLiesWithinItsBucket() {
        MetricsText page = MetricsText.of(BUCKETS.formatted(60, 100, 100, 100));

        assertThat(page.quantile("late_seconds", 0.3)).isEqualTo(0.05);
        assertThat(page.quantile("late_seconds", 0.8)).isEqualTo(0.15, within());
    }

    @Test
    void quantileBeyondTheBucketsIsTheLastBound() {
        assertThat(MetricsText.of(BUCKETS.formatted(60, 70, 100, 100)).quantile("late_seconds", 0.99))
                .isEqualTo(0.2);
    }

    @Test
    void nothingObservedHasNoQuantile() {
        MetricsText page = MetricsText.of(BUCKETS.formatted(60, 70, 100, 100));

        assertThat(page.since(page).quantile("late_seconds", 0.5)).isNaN();
        assertThat(page.quantile("unknown", 0.5)).isNaN();
    }

    @Test
    void quantileIsOfAllReplicasTogether() {
        MetricsText quick = MetricsText.of(BUCKETS.formatted(90, 90, 90, 90));
        MetricsText late = MetricsText.of(BUCKETS.formatted(0, 10, 10, 10));

        assertThat(MetricsText.sum(List.of(quick, late)).quantile("late_seconds", 0.95))
                .isEqualTo(0.15, within());
    }

    @Test
    void seriesThatIsNewBeganAtZero() {
        MetricsText now = MetricsText.of("asked_total{verb=\"get\"} 5\nasked_total{verb=\"list\"} 2\n");

        assertThat(now.since(MetricsText.of("asked_total{verb=\"get\"} 4\n")).by("asked_total", "verb"))
                .containsOnly(entry("get", 1), entry("list", 2));
    }

    private static Map.Entry<String, Double> entry(String key, double value) {
        return Map.entry(key, value);
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-9);
    }
}
