package dev.sluice.bench;

import java.util.function.BiFunction;

/**
 * A controller with its settings, ready to carry releases.
 *
 * @param name as the tables call it
 * @param model whether it is a model of someone else's rule and not the real thing
 * @param slow milliseconds beyond which it calls an answer slow; infinite when it does not ask
 * @param length seconds that a good release takes its users through
 * @param first green's first share of the traffic
 * @param start begins to carry a release
 */
record Entrant(
        String name,
        boolean model,
        double slow,
        double length,
        double first,
        BiFunction<Ground, Chance, Contender> start) {
    @Override
    public String toString() {
        return name;
    }
}
