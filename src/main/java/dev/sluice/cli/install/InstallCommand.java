package dev.sluice.cli.install;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.NumberFormatter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts Sluice into the cluster, or prints what that means. */
@Command(
        name = "install",
        description = {
            "Puts Sluice into the cluster: shows what it would create and change, asks, applies it and waits for the controller.",
            "With --print it asks no cluster: sluice install --print | kubectl apply -f -"
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is installed, or was printed", "1:it is not, or the controller is not ready in time"})
public final class InstallCommand implements Callable<Integer> {
    /** Where a question has nobody to answer it. */
    static final String NOBODY = "nothing was done: say --yes, since there is nobody to ask";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Where the cluster pulls the controller from. Default: the manifests' own.")
    private @Nullable String image;

    @Option(
            names = "--with",
            paramLabel = "COMPONENT",
            split = ",",
            completionCandidates = Components.class,
            description = "What else to install: ${COMPLETION-CANDIDATES}; separated by commas.")
    private List<String> with = List.of();

    @Option(
            names = "--namespaces",
            paramLabel = "NAME",
            split = ",",
            description =
                    "The only namespaces that Sluice releases apps in, by a Role in each; separated by commas. Default: all.")
    private List<String> namespaces = List.of();

    @Option(
            names = "--gateway-namespaces",
            paramLabel = "NAME",
            split = ",",
            description = "Namespaces whose pods may be gateways; separated by commas. Default: the manifests' own.")
    private List<String> gateways = List.of();

    @Option(names = "--print", description = "Prints the manifests instead of applying them; asks no cluster.")
    private boolean print;

    @Option(names = "--dry-run", description = "Shows what would be created and changed, and stops.")
    private boolean dryRun;

    @Option(names = "--crds-only", description = "The kinds alone; the controller comes another way.")
    private boolean crdsOnly;

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask.")
    private boolean yes;

    @Option(names = "--force-conflicts", description = "Takes over fields that another tool has set to something else.")
    private boolean force;

    @Option(names = "--no-wait", description = "Does not wait for the controller to be ready.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2m",
            description = "How long to wait for it, as in 2m. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Override
    public Integer call() {
        CommandOutput output = CommandOutput.of(spec);
        String namespace = options.namespace().orElse(Manifests.NAMESPACE);
        with.stream()
                .filter(part -> !Manifests.COMPONENTS.contains(part))
                .findFirst()
                .ifPresent(part -> {
                    throw new CommandLine.ParameterException(
                            spec.commandLine(),
                            "there is no component " + part + "; there are " + String.join(", ", Manifests.COMPONENTS));
                });
        Manifests asked = manifests(namespace, with);
        if (print) {
            output.print(asked.yaml());
            return ExitCodes.DONE;
        }
        try (Cluster cluster = options.open()) {
            if (crdsOnly) {
                return apply(cluster, asked, List.of(), namespace, output);
            }
            InstalledComponents installed = new InstalledComponents(cluster, namespace);
            List<String> kept = installed.inController(with);
            List<String> all = Stream.concat(with.stream(), kept.stream()).toList();
            return apply(cluster, manifests(namespace, all), kept(kept, installed.beside(all)), namespace, output);
        }
    }

    private static List<String> kept(List<String> inController, List<String> beside) {
        return Stream.concat(
                        inController.stream()
                                .map(part -> "component " + part + ", which the controller has; it is applied anew"),
                        beside.stream()
                                .map(part -> "component " + part + ", which is installed; it stays as it is, --with "
                                        + part + " applies it anew"))
                .map(line -> String.format("%-10s %s", Installer.Change.keep, line))
                .toList();
    }

    private Manifests manifests(String namespace, List<String> components) {
        try {
            Manifests all = Manifests.of(
                    Optional.ofNullable(image), namespace, components, new Manifests.Places(namespaces, gateways));
            return crdsOnly ? all.crdsOnly() : all;
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--namespaces: " + said(e), e);
        }
    }

    /** Whoever gave an option does not know the setting that it becomes. */
    private static String said(IllegalArgumentException wrong) {
        return String.valueOf(wrong.getMessage()).replace(ManagedNamespaces.SETTING + ": ", "");
    }

    /** @param kept lines about what was installed before, and was not asked for this time */
    private int apply(Cluster cluster, Manifests manifests, List<String> kept, String namespace, CommandOutput output) {
        Installer installation = Installer.plan(cluster, manifests, force);
        output.line(cluster.place().server() + " (context " + cluster.place().context() + "):");
        Stream.concat(installation.lines().stream(), kept.stream()).forEach(line -> output.line("  " + line));
        if (dryRun) {
            return ExitCodes.DONE;
        }
        if (installation.changes()) {
            if (!yes && !output.confirm("Do this?").orElseThrow(() -> new CliException(NOBODY))) {
                output.line("Nothing was done.");
                return ExitCodes.FAILED;
            }
            installation.apply(output::line);
        } else {
            output.line("Nothing to do.");
        }
        if (crdsOnly || noWait) {
            installation.narrow(output::line);
            return ExitCodes.DONE;
        }
        return await(cluster, installation, namespace, output);
    }

    private int await(Cluster cluster, Installer installation, String namespace, CommandOutput output) {
        DeploymentWaiter arrival = new DeploymentWaiter(cluster, namespace, line -> output.line("waiting: " + line));
        boolean ready = arrival.await(timeout);
        if (!ready) {
            output.aside("the controller is not ready after " + NumberFormatter.time(timeout) + "; kubectl -n "
                    + namespace + " describe pods tells why");
            return ExitCodes.FAILED;
        }
        if (installation.narrows()) {
            arrival.awaitEndOfOthers(timeout);
            installation.narrow(output::line);
        }
        output.line("Sluice is ready. " + cluster.command("doctor")
                + " looks at everything around it; README.md has the first policy.");
        return ExitCodes.DONE;
    }

    /** For completion, and for the help. */
    static final class Components implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Manifests.COMPONENTS.iterator();
        }
    }
}
