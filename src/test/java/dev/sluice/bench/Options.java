package dev.sluice.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code bench/run} was asked for.
 *
 * @param seeds releases for each fault, contender and rate
 * @param healthy releases for each healthy case and contender
 * @param directory where the results go
 */
record Options(int seeds, int healthy, Path directory) {
    /** Users' requests a second. */
    static final List<Double> RATES = List.of(100.0, 1000.0);

    static final String USAGE = "usage: bench/run [--seeds N] [--healthy N] [--directory DIRECTORY]";

    /** Reads {@code --name value} pairs; IllegalArgumentException with a line for people when they are wrong. */
    static Options of(List<String> args) {
        Options options = new Options(30, 200, Path.of("docs/bench"));
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
        return "bench/run --seeds " + seeds + " --healthy " + healthy;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--seeds" -> new Options(positive(value), healthy, directory);
            case "--healthy" -> new Options(seeds, positive(value), directory);
            case "--directory" -> new Options(seeds, healthy, Path.of(value));
            default -> throw new IllegalArgumentException(name + " is unknown; " + USAGE);
        };
    }

    private static int positive(String value) {
        if (!value.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException(value + " is not a number from 1; " + USAGE);
        }
        return Integer.parseInt(value);
    }
}
