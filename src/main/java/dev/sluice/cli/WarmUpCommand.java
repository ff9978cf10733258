package dev.sluice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does what most commands do, against a server of its own that knows one Rollout and its pods, or what the controller
 * does with them, so that Java can learn what a start needs. The build calls it when it makes its caches, and so does the launcher where they do not
 * fit. A cache brings all that it holds into memory at once, so commands have one of their own, without the controller.
 */
@Command(name = "warm-up", hidden = true, description = "Lets Java learn what a start needs.")
final class WarmUpCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Option(names = "--controller", description = "What the controller does.")
    private boolean controller;

    @Option(names = "--java-to", paramLabel = "FILE", description = "Where to write which Java this is.")
    private @Nullable Path javaTo;

    @Override
    public Integer call() throws IOException {
        if (javaTo != null) {
            Files.copy(
                    Path.of(System.getProperty("java.home"), "release"), javaTo, StandardCopyOption.REPLACE_EXISTING);
        }
        Thread.ofPlatform().daemon().name("warm-up-end").start(WarmUpCommand::endInTime);
        return controller ? TrainingRun.run() : commands();
    }

    /** A build waits for no more than a poorer cache. */
    private static void endInTime() {
        try {
            Thread.sleep(PATIENCE);
            System.exit(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int commands() throws IOException {
        Path kubeconfig = Files.createTempFile("sluice-warm-up-", ".kubeconfig");
        try (WarmUpApi api = new WarmUpApi()) {
            Files.writeString(kubeconfig, """
                    apiVersion: v1
                    kind: Config
                    current-context: warm-up
                    contexts: [{name: warm-up, context: {cluster: warm-up, user: warm-up}}]
                    clusters: [{name: warm-up, cluster: {server: "http://127.0.0.1:%d"}}]
                    users: [{name: warm-up, user: {}}]
                    """.formatted(api.port()));
            run("--help");
            run("list", "--kubeconfig", kubeconfig.toString());
            run("list", "-o", "yaml", "--kubeconfig", kubeconfig.toString());
            run("describe", "app", "--kubeconfig", kubeconfig.toString());
            run("status", "app", "--kubeconfig", kubeconfig.toString());
            run("pause", "app", "--kubeconfig", kubeconfig.toString());
        } finally {
            Files.delete(kubeconfig);
        }
        return 0;
    }

    private static void run(String... arguments) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine line = Main.commandLine().setOut(nowhere).setErr(nowhere);
        int _ = line.execute(arguments);
    }
}
