package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.observability.Monitoring.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every alert asks for what is told, and leads whoever is woken to what to do. */
class AlertsTest {
    private static final Path RUNBOOK = Path.of("docs/runbook.md");
    private static final Path CASES = Path.of("src/test/resources/alerts/cases.yaml");

    static Stream<Alert> alerts() {
        return Monitoring.alerts();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void asksForMetricsThatThereAre(Alert alert) {
        assertThat(Monitoring.series(alert.expression())).isNotEmpty().isSubsetOf(Monitoring.known());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void saysHowBadItIsAndWhat(Alert alert) {
        assertThat(alert.name()).matches("Sluice[A-Z]\\w+");
        assertThat(alert.json().path("for").asText()).isNotEmpty();
        assertThat(alert.json().at("/labels/severity").asText()).isIn("critical", "warning", "info");
        assertThat(alert.json().at("/annotations/summary").asText())
                .isNotEmpty()
                .doesNotEndWith(".");
        assertThat(alert.json().at("/annotations/description").asText()).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void leadsIntoTheRunbook(Alert alert) throws IOException {
        assertThat(alert.json().at("/annotations/runbook_url").asText())
                .isEqualTo("docs/runbook.md#" + alert.name().toLowerCase(Locale.ROOT));
        assertThat(Files.readAllLines(RUNBOOK)).contains("### " + alert.name());
    }

    @Test
    void theRunbookHasNoOthers() throws IOException {
        Set<String> names = alerts().map(Alert::name).collect(Collectors.toSet());
        assertThat(Files.readAllLines(RUNBOOK))
                .filteredOn(line -> line.startsWith("### Sluice"))
                .allMatch(line -> names.contains(line.substring(4)));
    }

    @Test
    void everyAlertHasACase() throws IOException {
        assertThat(Files.readString(CASES)).contains(alerts().map(Alert::name).toList());
    }

    /** Runs where Prometheus' own tool is installed (Debian: apt-get install prometheus). */
    @Test
    void fireWhenTheyShouldAndNotBefore(@TempDir Path folder) throws Exception {
        assumeTrue(found("promtool"), "promtool is not installed");
        ObjectNode rules = (ObjectNode) Monitoring.rules();
        rules.withArray("groups")
                .addObject()
                .put("name", "dashboard")
                .putArray("rules")
                .addObject()
                .put("alert", "DashboardAnnotation")
                .put(
                        "expr",
                        Monitoring.dashboard().at("/annotations/list/0/expr").asText());
        Files.writeString(folder.resolve("rules.yaml"), Monitoring.YAML.writeValueAsString(rules));
        ObjectNode cases = (ObjectNode) Monitoring.yaml(CASES);
        cases.putArray("rule_files").add("rules.yaml");
        Files.writeString(folder.resolve("cases.yaml"), Monitoring.YAML.writeValueAsString(cases));

        run(folder, "promtool", "check", "rules", "rules.yaml");
        run(folder, "promtool", "test", "rules", "cases.yaml");
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        int code = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        assertThat(code).as(() -> read(said)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean found(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
