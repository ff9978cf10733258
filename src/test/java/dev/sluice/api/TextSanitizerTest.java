package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class TextSanitizerTest {
    @Test
    void isOnOneLine() {
        assertThat(TextSanitizer.line("a\r\nb\u2028c\u0085d\u000be\tf")).isEqualTo("a b c d e f");
    }

    @Test
    void isCutWithinItsLength() {
        assertThat(TextSanitizer.line("x".repeat(1_000_000), 10)).isEqualTo("xxxxxxx...");
        assertThat(TextSanitizer.line("exactly 10", 10)).isEqualTo("exactly 10");
        assertThat(TextSanitizer.quoted(null)).isEmpty();
    }

    @Property
    void neverSteersATerminalNorGrows(@ForAll String text, @ForAll @IntRange(min = 4, max = 50) int most) {
        String line = TextSanitizer.line(text, most);

        assertThat(line.length()).isLessThanOrEqualTo(most);
        assertThat(line.chars()).noneMatch(Character::isISOControl).noneMatch(c -> c == 0x2028 || c == 0x2029);
    }
}
