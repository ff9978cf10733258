package dev.sluice.traffic.istio;

import dev.sluice.rollout.Weight;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The weights of an http route, which Istio takes as parts of their sum.
 *
 * @param ours what blue and green have together
 * @param green what green has of it
 * @param others what each other destination has
 */
record WeightShares(int ours, int green, List<Integer> others) {
    private static final int PERCENT = 100;

    WeightShares {
        others = List.copyOf(others);
    }

    /**
     * The plainest weights of the same shares.
     *
     * @param ours what blue and green have together now
     * @param others what each other destination has now
     * @param found what both had together before a rollout multiplied the weights; 0 when that is not known
     */
    static WeightShares of(long ours, List<Integer> others, int found) {
        if (others.isEmpty()) {
            return new WeightShares(0, 0, others);
        }
        long times = found > 0 && ours % found == 0 ? ours / found : 0;
        if (times > 0 && others.stream().allMatch(other -> other % times == 0)) {
            return new WeightShares(
                    found,
                    0,
                    others.stream().map(other -> (int) (other / times)).toList());
        }
        long unit = LongStream.concat(LongStream.of(ours), others.stream().mapToLong(Integer::longValue))
                .reduce(0, WeightShares::gcd);
        long sum = (ours + others.stream().mapToLong(Integer::longValue).sum()) / unit;
        long up = PERCENT % sum == 0 ? PERCENT / sum : 1;
        return new WeightShares(
                (int) (ours / unit * up),
                0,
                others.stream().map(other -> (int) (other / unit * up)).toList());
    }

    /** Green's weight is a part of what both have together. Where it is no whole number, all weights are multiplied until it is. */
    WeightShares at(Weight weight) {
        if (others.isEmpty()) {
            return new WeightShares(weight.whole(), weight.part(), others);
        }
        long part = (long) ours * weight.part();
        long times = weight.whole() / gcd(weight.whole(), part);
        long most =
                Math.max(ours, others.stream().mapToInt(Integer::intValue).max().orElse(0));
        if (times * most * (others.size() + 1) > Integer.MAX_VALUE) {
            return new WeightShares(ours, (int) Math.round(part / (double) weight.whole()), others);
        }
        return new WeightShares(
                (int) (ours * times),
                (int) (part * times / weight.whole()),
                others.stream().map(other -> (int) (other * times)).toList());
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
