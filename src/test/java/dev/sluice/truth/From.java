package dev.sluice.truth;

import java.util.List;
import java.util.stream.Stream;

/** The stage of a release in which green falls sick. */
enum From {
    PREFLIGHT("the pre-flight", 0, "preflight: {"),
    TEN("step 10", 10, "weight: 10, "),
    TWENTY_FIVE("step 25", 25, "weight: 25, "),
    FIFTY("step 50", 50, "weight: 50, "),
    BAKE("the bake", 100, "bake: {");

    private final String words;
    private final int weight;
    private final String marker;

    From(String words, int weight, String marker) {
        this.words = words;
        this.weight = weight;
        this.marker = marker;
    }

    /** Green's share of the users, in percent. */
    int weight() {
        return weight;
    }

    /** The suite's policy with a hold of this length here and very short ones elsewhere. */
    String holding(String policy, String hold) {
        return policy.replaceAll("hold: \\w+", "hold: 600ms").replace(marker + "hold: 600ms", marker + "hold: " + hold);
    }

    /** Green's weights when the rollout comes to this stage, goes back and never rises again. */
    List<Integer> andBack() {
        Stream<Integer> up = Stream.of(values()).map(From::weight).filter(one -> one <= weight);
        return Stream.concat(up, weight == 0 ? Stream.of() : Stream.of(0)).toList();
    }

    @Override
    public String toString() {
        return words;
    }
}
