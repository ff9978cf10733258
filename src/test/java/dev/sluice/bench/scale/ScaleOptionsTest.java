package dev.sluice.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaleOptionsTest {
    @Test
    void readsWhatWasTyped() {
        ScaleOptions options = ScaleOptions.of(List.of(
                "--active",
                "5,500",
                "--idle",
                "5000",
                "--replicas",
                "1",
                "--seconds",
                "9",
                "--reverts",
                "0",
                "--directory",
                "elsewhere"));

        assertThat(options).isEqualTo(new ScaleOptions(List.of(5, 500), 5000, 1, 9, 0, Path.of("elsewhere")));
        assertThat(options.command())
                .isEqualTo("bench/scale --active 5,500 --idle 5000 --replicas 1 --seconds 9 --reverts 0");
    }

    @Test
    void appsThatWereSentBackAreReplaced() {
        assertThat(ScaleOptions.of(List.of("--active", "5,10,20", "--reverts", "3"))
                        .apps())
                .isEqualTo(26);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--active 10,5",
                "--active 5,5",
                "--active 0",
                "--active 5,",
                "--active many",
                "--replicas 10",
                "--seconds 0",
                "--idle",
                "--else 3"
            })
    void refusesWhatMakesNoSense(String typed) {
        List<String> arguments = List.of(typed.split(" ", -1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScaleOptions.of(arguments))
                .withMessageMatching("(--active is|--replicas is|.*usage:).*");
    }
}
