package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class FairBudgetTest {
    /** However greedy others are and in whatever order they come, who holds nothing yet gets something. */
    @Property
    void leavesAShareForANewcomer(
            @ForAll @Size(max = 200) List<@IntRange(max = 9) Integer> takers,
            @ForAll @IntRange(min = 1, max = 400) int bytes) {
        FairBudget budget = new FairBudget(10_000);
        for (int taker : takers) {
            budget.take("tenant-" + taker, bytes);
            assertThat(budget.held()).isLessThanOrEqualTo(10_000);
        }

        assertThat(budget.take("newcomer", 10)).isTrue();
    }

    @Test
    void keepsAShareFreeThoughSharesShrinkAsOthersCome() {
        FairBudget budget = new FairBudget(10_000);
        for (String tenant : List.of("a", "b", "c")) {
            while (budget.take(tenant, 100)) {
                assertThat(budget.held()).isLessThan(10_000);
            }
        }

        assertThat(budget.held()).isEqualTo(7_500);
    }

    @Test
    void givesTheFirstUnitAsLongAsThereIsOne() {
        FairBudget budget = new FairBudget(2);

        assertThat(List.of(budget.take("a", 1), budget.take("a", 1), budget.take("b", 1), budget.take("c", 1)))
                .containsExactly(true, false, true, false);
    }

    @Property
    void isEmptyWhenAllIsGivenBack(@ForAll @Size(max = 100) List<@IntRange(max = 3) Integer> takers) {
        FairBudget budget = new FairBudget(1000);
        List<Integer> took = takers.stream()
                .filter(taker -> budget.take("tenant-" + taker, 90))
                .toList();

        took.forEach(taker -> budget.give("tenant-" + taker, 90));

        assertThat(budget.held()).isZero();
    }
}
