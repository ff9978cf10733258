package dev.sluice.bench.scale;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What Sluice is to keep to, and at which size it first does not. Nothing fails by that: the figures are one machine's. */
final class ScaleGoals {
    private static final double CPU = 1.5;
    private static final double MEMORY = 512;
    private static final double LAG = 500;
    private static final double PER_ACTIVE = 0.7;
    private static final double SLOWER = 2;
    private static final double FULL = 0.95;

    private final List<ScaleFigures> all;
    private final double fastest;

    /** @param all the sizes, rising */
    ScaleGoals(List<ScaleFigures> all) {
        this.all = List.copyOf(all);
        this.fastest = all.stream()
                .mapToDouble(ScaleFigures::revertMedian)
                .filter(median -> !Double.isNaN(median))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Lines for people: for each goal that was missed, from which size on; the smallest size first. */
    List<String> missed() {
        return Stream.of(
                        from("the machine has no processor time left, which the bench itself uses too", this::full),
                        from("a replica takes more than 1.5 cores", one -> one.mostCpu() > CPU),
                        from("a replica holds more than 512 MiB", one -> one.mostMemory() > MEMORY),
                        from("one look in a hundred is late by more than 500 ms", one -> one.lagWorst() > LAG),
                        from(
                                "an active rollout costs more than 0.7 API requests a second",
                                one -> one.perActive() > PER_ACTIVE),
                        from("probes fail though nothing is wrong", one -> one.failuresPerSecond() > 0),
                        from(
                                "rollouts leave their step though nothing is wrong",
                                one -> !one.left().isEmpty()),
                        from("a bad app is not sent back within a minute", one -> one.stuck() > 0),
                        from(
                                "a revert takes more than twice as long as at the smallest size",
                                one -> one.revertMedian() > SLOWER * fastest))
                .flatMap(Optional::stream)
                .sorted((one, other) -> Integer.compare(one.active, other.active))
                .map(Missed::line)
                .toList();
    }

    private record Missed(int active, String what) {
        String line() {
            return String.format(Locale.ROOT, "From %,d active on: %s.", active, what);
        }
    }

    private boolean full(ScaleFigures one) {
        return one.machine() > FULL;
    }

    private Optional<Missed> from(String what, Predicate<ScaleFigures> missed) {
        return all.stream().filter(missed).findFirst().map(first -> new Missed(first.active(), what));
    }
}
