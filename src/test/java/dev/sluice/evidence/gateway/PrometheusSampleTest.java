package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line of what Prometheus reads. */
class PrometheusSampleTest {
    @Test
    void readsNameLabelsAndValue() {
        assertThat(PrometheusSample.parse("a_total{b=\"c\", d=\"\"} 12"))
                .isEqualTo(new PrometheusSample("a_total", Map.of("b", "c", "d", ""), 12));
    }

    @Test
    void readsALineWithoutLabels() {
        assertThat(PrometheusSample.parse("up 1")).isEqualTo(new PrometheusSample("up", Map.of(), 1));
    }

    @Test
    void ignoresTheTime() {
        assertThat(PrometheusSample.parse("up{a=\"b\"} 1.5e3 1767225600000").value())
                .isEqualTo(1500);
    }

    @Test
    void readsEscapedLabels() {
        assertThat(PrometheusSample.parse("a{b=\"x\\\"}=\\\\y\\nz\"} 1").label("b"))
                .isEqualTo("x\"}=\\y\nz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html>", "no healthy upstream", "{\"a\": 1}", "a{b=\"c\"}", "a{b=\"c", "a{b=\"c\\", "a{b", " 1"
            })
    void refusesWhatIsNoSample(String line) {
        assertThatThrownBy(() -> PrometheusSample.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }
}
