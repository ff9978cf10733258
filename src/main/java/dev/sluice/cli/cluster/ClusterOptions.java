package dev.sluice.cli.cluster;

import dev.sluice.cli.text.DurationConverter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which cluster and namespace, in the words of kubectl. A mixin for every command that asks a cluster. */
public final class ClusterOptions {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Namespace. Default: the context's.")
    @Nullable
    String namespace;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context of the kubeconfig. Default: its current one.")
    @Nullable
    String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig. Default: KUBECONFIG, else ~/.kube/config, else the pod's service account.")
    @Nullable
    String kubeconfig;

    @Option(
            names = "--request-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.OrSeconds.class,
            description = "How long one request may take, as in 5s; 0 for as long as it likes. Default: 10s.")
    @Nullable
    Duration requestTimeout;

    @Option(names = "--as", paramLabel = "USER", description = "User to act as.")
    @Nullable
    String as;

    @Option(names = "--as-group", paramLabel = "GROUP", description = "Group to act as; may be repeated.")
    String @Nullable [] asGroups;

    @Option(names = "--token", paramLabel = "TOKEN", description = "Bearer token, in place of the kubeconfig's user.")
    @Nullable
    String token;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /**
     * Opens the cluster, in one namespace.
     *
     * @throws CliException when there is no kubeconfig, or it does not fit
     */
    public Cluster open() {
        return open(false);
    }

    /**
     * Opens the cluster.
     *
     * @param everywhere whether all namespaces are meant
     * @throws CliException when there is no kubeconfig, or it does not fit
     */
    public Cluster open(boolean everywhere) {
        ClusterOptions given = given();
        return Cluster.open(Kubeconfig.read(given), everywhere, given.flags());
    }

    /** The namespace that was named; empty when none was. */
    public Optional<String> namespace() {
        return Optional.ofNullable(given().namespace);
    }

    /** These, and where one is missing, the one that stands before the command; kubectl takes both. */
    private ClusterOptions given() {
        ClusterOptions before = command.root().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(ClusterOptions.class::isInstance)
                .map(ClusterOptions.class::cast)
                .findFirst()
                .orElse(this);
        ClusterOptions given = new ClusterOptions();
        given.namespace = namespace == null ? before.namespace : namespace;
        given.context = context == null ? before.context : context;
        given.kubeconfig = kubeconfig == null ? before.kubeconfig : kubeconfig;
        given.requestTimeout = requestTimeout == null ? before.requestTimeout : requestTimeout;
        given.as = as == null ? before.as : as;
        given.asGroups = asGroups == null ? before.asGroups : asGroups;
        given.token = token == null ? before.token : token;
        return given;
    }

    private String flags() {
        return flag("-n", namespace) + flag("--context", context) + flag("--kubeconfig", kubeconfig);
    }

    private static String flag(String name, @Nullable String value) {
        return value == null ? "" : " " + name + " " + quoted(value);
    }

    /** As a shell reads it back. */
    private static String quoted(String value) {
        return value.matches("[\\w./:@%+=~,-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
    }
}
