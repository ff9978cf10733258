package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    private static final long WEEK_IN_NANOS = 7L * 24 * 3600 * 1_000_000_000;

    @Property
    void readsWhatItWrote(@ForAll @LongRange(max = WEEK_IN_NANOS) long nanos) {
        Duration duration = Duration.ofNanos(nanos);
        assertThat(GoDuration.parse(GoDuration.format(duration))).isEqualTo(duration);
    }

    @Property
    void writesWhatTheSchemaTakes(@ForAll @LongRange(max = WEEK_IN_NANOS) long nanos) {
        assertThat(GoDuration.format(Duration.ofNanos(nanos))).matches(GoDuration.PATTERN);
    }

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S",
        "1m30s, PT1M30S",
        "250ms, PT0.25S",
        "2h, PT2H",
        "168h, PT168H",
        "0s, PT0S",
        "1.5h, PT1H30M",
        "0.5ms, PT0.0005S",
        "90s, PT1M30S",
        "1h1ms, PT1H0.001S"
    })
    void reads(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"PT90S, 1m30s", "PT0S, 0s", "PT168H, 168h", "PT0.25S, 250ms", "PT1H0.001S, 1h1ms", "PT0.0005S, 0.5ms"})
    void writesTheShortestForm(Duration duration, String expected) {
        assertThat(GoDuration.format(duration)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "30 s", "-30s", "30sec", "1d", "1m 30s", "٣s", ".5s", "1.s"})
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse(text))
                .withMessageContaining("30s");
    }

    @Test
    void refusesALongTextWithoutLookingIntoIt() {
        for (String text :
                List.of("1s".repeat(9_000), "1".repeat(1_000_000) + "s", "1." + "0".repeat(1_000_000) + "s")) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(5),
                    () -> assertThatIllegalArgumentException()
                            .isThrownBy(() -> GoDuration.parse(text))
                            .withMessageContaining("30s"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999999999999999999999s", "2562048h", "5124096h", "9223372036854775807h"})
    void refusesWhatNoClockCanHold(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse(text))
                .withMessageContaining("too long");
    }
}
