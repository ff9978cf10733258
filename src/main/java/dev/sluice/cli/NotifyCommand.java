package dev.sluice.cli;

import dev.sluice.api.TextSanitizer;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.cli.install.Manifests;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.notification.InvalidConfigException;
import dev.sluice.notification.KubernetesSecretSource;
import dev.sluice.notification.NotificationConfig;
import dev.sluice.notification.NotificationTester;
import dev.sluice.notification.SecretSource;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What has to do with notifications. */
@Command(
        name = "notify",
        description = "Tries out notifications.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        subcommands = NotifyCommand.Test.class)
final class NotifyCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "sluice notify needs a command; try: sluice notify test --help");
    }

    /** Sends a sample of every message. */
    @Command(
            name = "test",
            description = "Sends one sample of each message to those who are to be told, and prints what they answer.",
            mixinStandardHelpOptions = true,
            versionProvider = Versions.class,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:everything was taken",
                "1:something was not taken",
                "2:a file or an option cannot be used"
            })
    static final class Test implements Callable<Integer> {
        private static final Duration PACE = Duration.ofSeconds(1);

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--config",
                paramLabel = "FILE",
                required = true,
                description = "The file that says who is told what, as it stands in the ConfigMap.")
        private Path config = Path.of("");

        @Option(names = "--sink", paramLabel = "NAME", description = "One entry of the file. Default: all of them.")
        private @Nullable String sink;

        @Option(
                names = "--secrets",
                paramLabel = "DIR",
                description =
                        "A directory with one file for each key. Default: the Secret sluice-notifications in the cluster"
                                + " of your kubeconfig, in the namespace sluice-system or the one of -n.")
        private @Nullable Path secrets;

        @Mixin
        private ClusterOptions options = new ClusterOptions();

        @Option(names = "--print", description = "Print what would be sent, and send nothing.")
        private boolean print;

        @Override
        public Integer call() throws InterruptedException {
            try {
                NotificationConfig settings = NotificationConfig.read(config.toString(), Files.readString(config));
                Optional<String> only = Optional.ofNullable(sink);
                if (only.isPresent() && !settings.names().contains(only.get())) {
                    return refuse(config + " has no entry " + only.get() + "; it has " + names(settings));
                }
                if (settings.names().isEmpty()) {
                    return refuse(config + " tells nobody; add an entry below sinks");
                }
                NotificationTester tryOut = new NotificationTester(settings, PACE);
                return print ? show(tryOut, only) : send(tryOut, only, width(settings));
            } catch (InvalidConfigException e) {
                return refuse(String.valueOf(e.getMessage()));
            } catch (NoSuchFileException _) {
                return refuse(config + " does not exist");
            } catch (IOException e) {
                return refuse(config + " cannot be read: " + e.getMessage());
            }
        }

        private int show(NotificationTester tryOut, Optional<String> only) {
            var out = spec.commandLine().getOut();
            tryOut.print(only, out::println);
            out.flush();
            return ExitCodes.DONE;
        }

        private int send(NotificationTester tryOut, Optional<String> only, int width) throws InterruptedException {
            var out = spec.commandLine().getOut();
            try (Secrets source = Secrets.of(secrets, options);
                    LazyVertx vertx = new LazyVertx()) {
                int failed = tryOut.send(only, vertx::get, source.secrets(), result -> {
                    out.printf(
                            "%-6s %-" + width + "s %-10s %s%n",
                            result.taken() ? "sent" : "FAILED",
                            result.sink(),
                            result.occasion(),
                            TextSanitizer.line(result.detail()));
                    out.flush();
                });
                return failed == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
            }
        }

        private int refuse(String why) {
            spec.commandLine().getErr().println(why);
            return ExitCodes.USAGE;
        }

        private static int width(NotificationConfig settings) {
            return settings.names().stream().mapToInt(String::length).max().orElse(1);
        }

        private static String names(NotificationConfig settings) {
            return settings.names().isEmpty() ? "none" : String.join(", ", settings.names());
        }

        /** Begun when the first mail is sent. */
        private static final class LazyVertx implements AutoCloseable {
            private @Nullable Vertx vertx;

            Vertx get() {
                Vertx begun = vertx == null ? Vertx.vertx() : vertx;
                vertx = begun;
                return begun;
            }

            @Override
            public void close() {
                if (vertx != null) {
                    vertx.close().toCompletionStage().toCompletableFuture().join();
                }
            }
        }

        /** Where the secrets of a try come from. */
        record Secrets(SecretSource secrets, AutoCloseable held) implements AutoCloseable {
            private static final String NAME = "sluice-notifications";

            /** Of a directory, or else of the cluster. */
            static Secrets of(@Nullable Path directory, ClusterOptions options) {
                if (directory != null) {
                    return new Secrets(key -> read(directory, key), () -> {});
                }
                String namespace = options.namespace().orElse(Manifests.NAMESPACE);
                Cluster cluster = options.open();
                return new Secrets(
                        new KubernetesSecretSource(cluster.client(), namespace, NAME, InstantSource.system()), cluster);
            }

            private static String read(Path directory, String key) throws SecretSource.Missing, IOException {
                try {
                    return Files.readString(directory.resolve(key));
                } catch (NoSuchFileException _) {
                    throw new SecretSource.Missing(directory + " has no file " + key + "; write the value into one");
                }
            }

            @Override
            public void close() {
                try {
                    held.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
