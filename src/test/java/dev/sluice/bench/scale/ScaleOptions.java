package dev.sluice.bench.scale;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code bench/scale} was asked for.
 *
 * @param active how many rollouts are active at once, one size after the other; rising
 * @param idle policies beside them that nobody releases
 * @param replicas processes of the controller
 * @param seconds how long each size is measured
 * @param reverts how many apps turn bad at each size, one after the other
 * @param directory where the results go
 */
record ScaleOptions(List<Integer> active, int idle, int replicas, int seconds, int reverts, Path directory) {
    static final String USAGE =
            "usage: bench/scale [--active N,N,...] [--idle N] [--replicas N] [--seconds N] [--reverts N] [--directory DIRECTORY]";

    private static final int MOST_REPLICAS = 9;

    /** Copies, and checks that the sizes rise. */
    ScaleOptions {
        active = List.copyOf(active);
        if (!active.stream().sorted().distinct().toList().equals(active)) {
            throw new IllegalArgumentException("--active is " + active + "; the sizes must rise");
        }
        if (replicas > MOST_REPLICAS) {
            throw new IllegalArgumentException("--replicas is " + replicas + "; the most is " + MOST_REPLICAS);
        }
    }

    /** Reads {@code --name value} pairs; IllegalArgumentException with a line for people when they are wrong. */
    static ScaleOptions of(List<String> args) {
        ScaleOptions options = new ScaleOptions(List.of(1, 10, 50, 100), 100, 2, 30, 5, Path.of("docs/bench/scale"));
        for (int i = 0; i + 1 < args.size(); i += 2) {
            options = options.with(args.get(i), args.get(i + 1));
        }
        if (args.size() % 2 != 0) {
            throw new IllegalArgumentException(args.getLast() + " has no value; " + USAGE);
        }
        return options;
    }

    /** As it is typed. */
    String command() {
        return "bench/scale --active "
                + String.join(",", active.stream().map(String::valueOf).toList()) + " --idle " + idle + " --replicas "
                + replicas + " --seconds " + seconds + " --reverts " + reverts;
    }

    /** How many apps are needed that can be released: the largest size, and those that were sent back at the sizes before. */
    int apps() {
        return active.getLast() + reverts * (active.size() - 1);
    }

    private ScaleOptions with(String name, String value) {
        return switch (name) {
            case "--active" ->
                new ScaleOptions(
                        Arrays.stream(value.split(",", -1))
                                .map(size -> number(size, 1))
                                .toList(),
                        idle,
                        replicas,
                        seconds,
                        reverts,
                        directory);
            case "--idle" -> new ScaleOptions(active, number(value, 0), replicas, seconds, reverts, directory);
            case "--replicas" -> new ScaleOptions(active, idle, number(value, 1), seconds, reverts, directory);
            case "--seconds" -> new ScaleOptions(active, idle, replicas, number(value, 1), reverts, directory);
            case "--reverts" -> new ScaleOptions(active, idle, replicas, seconds, number(value, 0), directory);
            case "--directory" -> new ScaleOptions(active, idle, replicas, seconds, reverts, Path.of(value));
            default -> throw new IllegalArgumentException(name + " is unknown; " + USAGE);
        };
    }

    private static int number(String value, int least) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < least) {
            throw new IllegalArgumentException(value + " is not a number from " + least + "; " + USAGE);
        }
        return Integer.parseInt(value);
    }
}
