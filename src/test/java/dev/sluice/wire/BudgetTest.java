package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class BudgetTest {
    /** However greedy others are, who holds nothing yet gets as much as a share of one more. */
    @Property
    void leavesAShareForANewcomer(
            @ForAll @Size(max = 200) List<@IntRange(max = 9) Integer> takers,
            @ForAll @IntRange(min = 1, max = 400) int bytes) {
        Budget budget = new Budget(10_000);
        for (int taker : takers) {
            budget.take("tenant-" + taker, bytes);
            assertThat(budget.held()).isLessThanOrEqualTo(10_000);
        }

        assertThat(budget.take("newcomer", 10)).isTrue();
    }

    @Property
    void isEmptyWhenAllIsGivenBack(@ForAll @Size(max = 100) List<@IntRange(max = 3) Integer> takers) {
        Budget budget = new Budget(1000);
        List<Integer> took = takers.stream()
                .filter(taker -> budget.take("tenant-" + taker, 90))
                .toList();

        took.forEach(taker -> budget.give("tenant-" + taker, 90));

        assertThat(budget.held()).isZero();
    }
}
