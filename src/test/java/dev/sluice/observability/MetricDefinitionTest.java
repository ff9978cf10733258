package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names say what they are, as Prometheus wants it. */
class MetricDefinitionTest {
    private static final Set<String> RESERVED = Set.of("le", "quantile", "job", "instance", "pod");

    @ParameterizedTest
    @EnumSource(MetricDefinition.class)
    void isNamedByTheConventions(MetricDefinition metric) {
        assertThat(metric.exposed()).matches("sluice(_[a-z]+)+");
        assertThat(metric.exposed().endsWith("_total")).isEqualTo(metric.kind() == MetricDefinition.Kind.COUNTER);
        assertThat(metric.exposed()).doesNotContainPattern("_(count|sum|bucket|created|milliseconds|ms|percent)$");
        assertThat(metric.exposed()).doesNotContain("_total_total", "_seconds_seconds");
    }

    @ParameterizedTest
    @EnumSource(MetricDefinition.class)
    void saysWhatItMeansAndWhatToDo(MetricDefinition metric) {
        assertThat(metric.help()).matches("(?s)[A-Z0-9].*\\.").doesNotContain("|", "\n");
        assertThat(metric.advice()).matches("(?s)[A-Z0-9].*\\.").doesNotContain("|", "\n");
    }

    @ParameterizedTest
    @EnumSource(MetricDefinition.class)
    void itsLabelsAreNotPrometheusOwn(MetricDefinition metric) {
        assertThat(metric.labels())
                .doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[a-z]+"))
                .doesNotContainAnyElementsOf(RESERVED);
    }

    @ParameterizedTest
    @EnumSource(MetricDefinition.class)
    void noTwoHaveOneName(MetricDefinition metric) {
        assertThat(Stream.of(MetricDefinition.values()).map(MetricDefinition::exposed))
                .containsOnlyOnce(metric.exposed());
    }
}
