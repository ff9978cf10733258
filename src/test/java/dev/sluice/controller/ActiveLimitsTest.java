package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.StoreParts;
import dev.sluice.store.StoredRollout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ActiveLimitsTest {
    private final ActiveLimits limits = new ActiveLimits(new Bench.Hurried());

    @Test
    void aNamespaceThatHasTakenItsShareKeepsNoOtherWaiting() {
        List<StoredRollout> two = List.of(in("crowd"), in("crowd"));

        assertThat(limits.reached("crowd", two))
                .hasValueSatisfying(why -> assertThat(why).contains("2 active Rollouts of namespace crowd"));
        assertThat(limits.reached("small", two)).isEmpty();
    }

    @Test
    void allTogetherAreBounded() {
        List<StoredRollout> three = List.of(in("a"), in("b"), in("c"));

        assertThat(limits.reached("d", three))
                .hasValueSatisfying(why -> assertThat(why).contains("3 active Rollouts of the cluster"));
    }

    @Test
    void thoseThatSomebodyWroteByHandKeepNoOtherNamespaceWaiting() {
        List<StoredRollout> crowd =
                IntStream.range(0, 9).mapToObj(_ -> in("crowd")).toList();

        assertThat(limits.reached("small", crowd)).isEmpty();
        assertThat(limits.within(crowd)).hasSize(2);
        assertThat(limits.beyond(crowd)).hasSize(7);
    }

    private static StoredRollout in(String namespace) {
        return StoreParts.rollout(StoreParts.ROLLOUT.replace("namespace: default", "namespace: " + namespace));
    }
}
