package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferenceIndexTest {
    private final ReferenceIndex<String> mentions = new ReferenceIndex<>();

    @Test
    void knowsWhoNamesSomething() {
        mentions.changed("ns/a", Set.of(), Set.of("x", "y"));
        mentions.changed("ns/b", Set.of(), Set.of("y"));

        assertThat(mentions.of("x")).containsExactly("ns/a");
        assertThat(mentions.of("y")).containsExactlyInAnyOrder("ns/a", "ns/b");
        assertThat(mentions.of("z")).isEmpty();
    }

    @Test
    void whatIsNotNamedAnyMoreIsForgotten() {
        for (int i = 0; i < 1000; i++) {
            mentions.changed("ns/a", i == 0 ? Set.of() : Set.of("x" + (i - 1)), Set.of("x" + i));
        }

        assertThat(mentions.all()).containsExactly("x999");
    }
}
