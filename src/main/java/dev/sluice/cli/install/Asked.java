package dev.sluice.cli.install;

import dev.sluice.cli.cluster.Ask;
import dev.sluice.cli.cluster.Cluster;
import java.util.function.Supplier;

/** Requests about the installation, whose failures become one line. */
final class Asked {
    private Asked() {}

    static <T> T of(Cluster cluster, String verb, Supplier<T> request) {
        return cluster.ask(new Ask(verb, "the objects that Sluice is", ""), request);
    }
}
