package dev.sluice.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What kubernetes/monitoring says. */
final class Monitoring {
    static final Path FOLDER = Path.of("kubernetes/monitoring");
    static final ObjectMapper YAML = new YAMLMapper();

    private static final Pattern NAME = Pattern.compile("\\bsluice_[a-z_]+");

    private Monitoring() {}

    /** An alert's name, expression, and all the rest. */
    record Alert(String name, String expression, JsonNode json) {
        @Override
        public String toString() {
            return name;
        }
    }

    static JsonNode rules() {
        return yaml(FOLDER.resolve("prometheusrule.yaml")).path("spec");
    }

    static Stream<Alert> alerts() {
        return each(rules().path("groups"))
                .flatMap(group -> each(group.path("rules")))
                .map(rule ->
                        new Alert(rule.path("alert").asText(), rule.path("expr").asText(), rule));
    }

    static JsonNode dashboard() {
        return yaml(FOLDER.resolve("grafana-dashboard.json"));
    }

    static JsonNode yaml(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** The series of ours that an expression names. */
    static Set<String> series(String expression) {
        return NAME.matcher(expression)
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All series that the code makes. */
    static Set<String> known() {
        return Stream.of(MetricDefinition.values())
                .flatMap(metric -> metric.kind() == MetricDefinition.Kind.TIMER
                        ? List.of("_bucket", "_count", "_sum", "_max").stream().map(end -> metric.exposed() + end)
                        : Stream.of(metric.exposed()))
                .collect(Collectors.toSet());
    }
}
