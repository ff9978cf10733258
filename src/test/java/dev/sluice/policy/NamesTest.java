package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is no way to another object. */
final class NamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../../pay/rollouts/till-1", "a/b", "a%2fb", "a?b", "A", "-a", "a-", "a..b", "a\n"
            })
    void whatIsNoNameIsNone(String name) {
        assertThat(Names.object(name)).isFalse();
        assertThat(Names.namespace(name)).isFalse();
    }

    @Test
    void nameIsOne() {
        assertThat(Names.object("checkout-0c9f3b1a77")).isTrue();
        assertThat(Names.object("a.b-c.d")).isTrue();
        assertThat(Names.object("a".repeat(254))).isFalse();
        assertThat(Names.namespace("sluice-system")).isTrue();
        assertThat(Names.namespace("a.b")).isFalse();
        assertThat(Names.namespace("a".repeat(64))).isFalse();
    }
}
