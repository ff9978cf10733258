package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import java.util.ArrayList;
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

    /** The two have what all may have, and nothing ends them. */
    @Test
    void aNamespaceThatHasNothingWaitsForNobodyWhoHasMuch() {
        List<StoredRollout> hoard = List.of(in("evil-0"), in("evil-0"), in("evil-1"), in("evil-1"));

        assertThat(limits.reached("small", hoard)).isEmpty();
    }

    @Test
    void aNamespaceMayHaveItsShareOfAFullClusterAndThenWaits() {
        ActiveLimits twelve = new ActiveLimits(12, 6);
        List<StoredRollout> known = new ArrayList<>();
        IntStream.range(0, 12).forEach(i -> known.add(in("evil-" + i % 2)));

        for (int i = 0; i < 3; i++) {
            assertThat(twelve.reached("small", known)).isEmpty();
            known.add(in("small"));
        }
        assertThat(twelve.reached("small", known))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("15 active Rollouts of the cluster", "a share of 3"));
    }

    private static StoredRollout in(String namespace) {
        return StoreParts.rollout(StoreParts.ROLLOUT.replace("namespace: default", "namespace: " + namespace));
    }
}
