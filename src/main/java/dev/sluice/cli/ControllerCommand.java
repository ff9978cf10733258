package dev.sluice.cli;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;

/** Runs until a signal ends it. */
@Command(
        name = "controller",
        description = "Runs the controller: what the container in the cluster does.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class)
final class ControllerCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        // Whatever else is set: people's requests are for another process than the one that has to put traffic back.
        System.setProperty("sluice.web.enabled", "false");
        System.setProperty("quarkus.http.host", "127.0.0.1");
        System.setProperty("quarkus.http.port", "0");
        return run();
    }

    /** Runs the application and gives its exit code; the caller exits, not Quarkus. */
    static int run() {
        AtomicInteger exit = new AtomicInteger();
        Quarkus.run(null, (code, failure) -> exit.set(failure == null ? code : 1));
        return exit.get();
    }
}
