package dev.sluice.demo;

import io.quarkus.runtime.Quarkus;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A cluster, an app, its users and the controller in one process. */
@Command(
        name = "./mvnw -q -Pdemo",
        description = "Releases a sample app in a cluster that lives in this process; needs no Kubernetes."
                + " Options are given as -Ddemo.args=\"...\".",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class Demo implements Callable<Integer> {
    private static final String PORT = "--port";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = PORT, paramLabel = "PORT", description = "Port of the page.")
    private int port = 8088;

    @Option(names = LocalOptions.INGRESS_PORT, paramLabel = "PORT", description = "Port of the app.")
    private int ingressPort = 18080;

    @Option(names = "--rps", paramLabel = "N", description = "Requests that users send each second.")
    private int rps = 100;

    /** Runs until a signal ends it. */
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /** What goes wrong is told in one line. */
    static CommandLine commandLine() {
        return new CommandLine(new Demo()).setExecutionExceptionHandler((cause, command, _) -> {
            command.getErr().println(cause.getMessage() == null ? cause.toString() : cause.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public Integer call() {
        PortInUseException.check(port, PORT);
        try (LocalCluster cluster = LocalCluster.start(
                LocalOptions.sample().atIngressPort(ingressPort).underLoad(rps))) {
            // A process that is still starting would time out on them; they come when the controller is up.
            cluster.welcome(false);
            var out = spec.commandLine().getOut();
            out.printf(
                    "Sluice demo: open http://127.0.0.1:%d/ (the app is at http://127.0.0.1:%d/). Ctrl-C stops.%n",
                    port, cluster.ingressPort());
            out.printf(
                    "From another terminal: export KUBECONFIG=%s; bin/sluice list%n",
                    LocalKubeconfig.write(cluster.apiServer()));
            out.flush();
            cluster.clientProperties().forEach(System::setProperty);
            settings().forEach(System::setProperty);
            AtomicInteger exit = new AtomicInteger();
            Quarkus.run(null, (code, failure) -> exit.set(failure == null ? code : 1));
            return exit.get();
        }
    }

    /** The page and the controller find the cluster; the log goes to a file, so that the terminal stays readable. */
    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("sluice.local", "true"),
                Map.entry("sluice.web.enabled", "true"),
                Map.entry("sluice.web.access", "local"),
                Map.entry("quarkus.http.host", "127.0.0.1"),
                Map.entry("quarkus.http.port", Integer.toString(port)),
                Map.entry("quarkus.management.host", "127.0.0.1"),
                Map.entry("quarkus.management.port", "0"),
                Map.entry("quarkus.log.console.level", "ERROR"),
                Map.entry("quarkus.log.console.format", "%n%d{HH:mm:ss} %-5p %s%n"),
                Map.entry("quarkus.log.file.enabled", "true"),
                Map.entry("quarkus.log.file.path", System.getProperty("java.io.tmpdir") + "/sluice-demo.log"));
    }
}
