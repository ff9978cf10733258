package dev.sluice.cli.cluster;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

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
            description = "How long one request may take, as in 5s; 0 for as long as it likes. Default: 10s.")
    @Nullable
    String requestTimeout;

    @Option(names = "--as", paramLabel = "USER", description = "User to act as.")
    @Nullable
    String as;

    @Option(names = "--as-group", paramLabel = "GROUP", description = "Group to act as; may be repeated.")
    String @Nullable [] asGroups;

    @Option(names = "--token", paramLabel = "TOKEN", description = "Bearer token, in place of the kubeconfig's user.")
    @Nullable
    String token;

    /**
     * Opens the cluster, in one namespace.
     *
     * @throws Trouble when there is no kubeconfig, or it does not fit
     */
    public Cluster open() {
        return open(false);
    }

    /**
     * Opens the cluster.
     *
     * @param everywhere whether all namespaces are meant
     * @throws Trouble when there is no kubeconfig, or it does not fit
     */
    public Cluster open(boolean everywhere) {
        return Cluster.open(Kubeconfig.read(this), everywhere, namespace != null);
    }

    /** The namespace that was named; empty when none was. */
    public Optional<String> namespace() {
        return Optional.ofNullable(namespace);
    }

    Duration timeout() {
        return Kubeconfig.timeout(requestTimeout);
    }
}
