package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is no way to another object. */
final class KubernetesNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../../pay/rollouts/till-1", "a/b", "a%2fb", "a?b", "A", "-a", "a-", "a..b", "a\n"
            })
    void whatIsNoNameIsNone(String name) {
        assertThat(KubernetesNames.object(name)).isFalse();
        assertThat(KubernetesNames.namespace(name)).isFalse();
    }

    @Test
    void nameIsOne() {
        assertThat(KubernetesNames.object("checkout-0c9f3b1a77")).isTrue();
        assertThat(KubernetesNames.object("a.b-c.d")).isTrue();
        assertThat(KubernetesNames.object("a".repeat(254))).isFalse();
        assertThat(KubernetesNames.namespace("sluice-system")).isTrue();
        assertThat(KubernetesNames.namespace("a.b")).isFalse();
        assertThat(KubernetesNames.namespace("a".repeat(64))).isFalse();
    }
}
