package dev.sluice.evidence.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * Several things in turn, each as often as its weight says and as evenly as that goes (the smooth weighted round robin of
 * nginx): 3 to 1 is a, a, b, a. Without chance, so that a fault on one path is found within one round.
 *
 * @param round one whole round, never empty
 */
record WeightedRoundRobin<T>(List<T> round) {
    /**
     * Works out the round.
     *
     * @param things what takes turns, at least one
     * @param weights how often each comes in a round, in the same order
     */
    static <T> WeightedRoundRobin<T> of(List<T> things, List<Integer> weights) {
        int total = weights.stream().mapToInt(Integer::intValue).sum();
        int[] credit = new int[things.size()];
        List<T> round = new ArrayList<>();
        for (int turn = 0; turn < total; turn++) {
            int richest = 0;
            for (int i = 0; i < credit.length; i++) {
                credit[i] += weights.get(i);
                richest = credit[i] > credit[richest] ? i : richest;
            }
            credit[richest] -= total;
            round.add(things.get(richest));
        }
        return new WeightedRoundRobin<>(List.copyOf(round));
    }

    T at(int turn) {
        return round.get(Math.floorMod(turn, round.size()));
    }
}
