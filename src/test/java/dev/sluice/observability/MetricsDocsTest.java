package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of metrics is the one in the code; with {@code -Dwrite} it is written anew. */
class MetricsDocsTest {
    private static final Path DOCS = Path.of("docs/metrics.md");
    private static final String BEGIN = "<!-- metrics: generated, do not edit -->\n";
    private static final String END = "<!-- end of metrics -->";

    @Test
    void theTableHasEveryMetric() throws IOException {
        String text = Files.readString(DOCS);
        String wanted =
                text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + table() + text.substring(text.indexOf(END));
        if (System.getProperty("write") != null) {
            Files.writeString(DOCS, wanted);
            return;
        }
        assertThat(text)
                .as("%s is not what the code says; refresh it: ./mvnw -q test -Dtest=MetricsDocsTest -Dwrite", DOCS)
                .isEqualTo(wanted);
    }

    private static String table() {
        return Stream.of(MetricDefinition.values())
                .sorted(Comparator.comparing(metric -> metric.labels().contains(MeterGroup.Label.POLICY)))
                .map(MetricsDocsTest::row)
                .collect(Collectors.joining(
                        "\n",
                        "\n| Metric | Type | Labels | Meaning | What it is good for |\n|---|---|---|---|---|\n",
                        "\n\n"));
    }

    private static String row(MetricDefinition metric) {
        String type = switch (metric.kind()) {
            case GAUGE, RATIO, SECONDS -> "gauge";
            case COUNTER -> "counter";
            case TIMER -> "histogram";
        };
        String labels = metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        String unit = metric.unit().isEmpty() ? "" : ", " + metric.unit().toLowerCase(Locale.ROOT);
        return "| `" + metric.exposed() + "` | " + type + unit + " | " + labels + " | " + metric.help() + " | "
                + metric.advice() + " |";
    }
}
