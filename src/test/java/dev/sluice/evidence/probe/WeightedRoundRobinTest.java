package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Paths take turns by their weights. */
class WeightedRoundRobinTest {
    @Example
    void spreadsTheRareOneAmongTheFrequent() {
        assertThat(WeightedRoundRobin.of(List.of("a", "b", "c"), List.of(5, 1, 1))
                        .round())
                .containsExactly("a", "a", "b", "a", "c", "a", "a");
    }

    @Example
    void beginsAgainAfterARound() {
        WeightedRoundRobin<String> two = WeightedRoundRobin.of(List.of("a", "b"), List.of(1, 1));

        assertThat(IntStream.range(0, 5).mapToObj(two::at)).containsExactly("a", "b", "a", "b", "a");
    }

    @Property(tries = 200)
    void givesEachAsManyTurnsAsItsWeight(
            @ForAll @Size(min = 1, max = 16) List<@IntRange(min = 1, max = 100) Integer> weights) {
        List<Integer> things = IntStream.range(0, weights.size()).boxed().toList();

        List<Integer> round = WeightedRoundRobin.of(things, weights).round();

        assertThat(things.stream().map(thing -> Collections.frequency(round, thing)))
                .isEqualTo(weights);
    }
}
