package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboard shows what is told, in any Grafana. */
class DashboardTest {
    private static final Set<String> OTHERS = Set.of("jvm_memory_used_bytes");

    /** A panel, by its title. */
    record Panel(JsonNode json) {
        @Override
        public String toString() {
            return json.path("title").asText();
        }

        Stream<String> expressions() {
            return Monitoring.each(json.path("targets"))
                    .map(target -> target.path("expr").asText());
        }
    }

    static Stream<Panel> panels() {
        return all().filter(panel -> !panel.json().path("type").asText().equals("row"));
    }

    private static Stream<Panel> all() {
        return Monitoring.each(Monitoring.dashboard().path("panels")).map(Panel::new);
    }

    @ParameterizedTest
    @MethodSource("panels")
    void asksForMetricsThatThereAre(Panel panel) {
        assertThat(panel.expressions()).isNotEmpty().allSatisfy(expression -> {
            assertThat(Monitoring.series(expression)).isSubsetOf(Monitoring.known());
            assertThat(Monitoring.series(expression).isEmpty()
                            && OTHERS.stream().noneMatch(expression::contains))
                    .isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("panels")
    void saysWhatItShows(Panel panel) {
        assertThat(panel.json().path("title").asText()).isNotEmpty();
        assertThat(panel.json().path("description").asText()).endsWith(".");
        assertThat(panel.json().at("/fieldConfig/defaults/unit").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("panels")
    void asksTheChosenDataSource(Panel panel) {
        assertThat(panel.json().findValues("uid").stream().map(JsonNode::asText).collect(Collectors.toSet()))
                .containsExactly("${datasource}");
    }

    @ParameterizedTest
    @MethodSource("panels")
    void ratesFollowTheScrapeInterval(Panel panel) {
        assertThat(panel.expressions())
                .allSatisfy(expression -> assertThat(expression).doesNotContainPattern("rate\\([^)]*\\[\\d"));
    }

    @Test
    void belongsToNoGrafanaYet() {
        assertThat(Monitoring.dashboard().path("id").isNull()).isTrue();
        assertThat(Monitoring.dashboard().has("uid")).isFalse();
    }

    @Test
    void everyPanelHasAPlaceAndANumberOfItsOwn() {
        assertThat(all().map(panel -> panel.json().path("id").asInt())).doesNotHaveDuplicates();
        Set<String> taken = new TreeSet<>();
        assertThat(all()).allSatisfy(panel -> {
            JsonNode at = panel.json().path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = at.path("x").asInt();
                    x < at.path("x").asInt() + at.path("w").asInt();
                    x++) {
                for (int y = at.path("y").asInt();
                        y < at.path("y").asInt() + at.path("h").asInt();
                        y++) {
                    assertThat(taken.add(x + "/" + y))
                            .as("two panels at %d/%d", x, y)
                            .isTrue();
                }
            }
        });
    }
}
