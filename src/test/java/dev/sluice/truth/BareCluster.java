package dev.sluice.truth;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A real etcd and kube-apiserver with Istio's kinds, Sluice's kinds and Sluice's rights, and nobody who acts on what is written. It runs in
 * the network and with the programs of the truth suite, so at most once at a time.
 */
public final class BareCluster implements AutoCloseable {
    private final Tools tools;
    private final ControlPlane plane;
    private final KubernetesClient client;

    private BareCluster(Tools tools) {
        this.tools = tools;
        this.plane = ControlPlane.bare(tools);
        this.client = ControlPlane.client();
        Daemon.run(
                tools.program("kubectl"), "--kubeconfig", plane.kubeconfig().toString(), "apply", "-k", "kubernetes");
    }

    /**
     * Starts it; its logs go to a folder.
     *
     * @throws IllegalStateException when this process has no network of its own, or the programs are not built
     */
    public static BareCluster start(Path logs) {
        Tools.missing().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        Tools found = Tools.find();
        return new BareCluster(new Tools(found.parts(), logs.toAbsolutePath(), found.application(), Optional.empty()));
    }

    /** A client that may do anything. */
    public KubernetesClient client() {
        return client;
    }

    /** Starts a replica of the controller with its ServiceAccount's rights; it ends with {@link Process#destroy}. */
    public Process controller(String name, int managementPort, List<String> options) {
        Path rights = Accounts.kubeconfig(client, tools, ControlPlane.API, name);
        return Daemon.start(
                        tools.logs().resolve("logs").resolve(name + ".log"),
                        Map.of(
                                "KUBECONFIG",
                                rights.toString(),
                                "HOSTNAME",
                                name,
                                "SLUICE_CONTROLLER_LEADER_ELECTION_NAMESPACE",
                                TruthCluster.SYSTEM,
                                "QUARKUS_MANAGEMENT_PORT",
                                String.valueOf(managementPort)),
                        tools.sluice(options, "controller"))
                .process();
    }

    /** How many requests of Sluice's came in between two moments, by verb and resource, as the audit log tells. */
    public Map<String, Long> requests(Instant from, Instant to) {
        return new Audit(tools)
                .requests().stream()
                        .filter(request ->
                                !request.at().isBefore(from) && request.at().isBefore(to))
                        // A watch stands twice in the log: when it begins and when it ends.
                        .distinct()
                        .collect(Collectors.groupingBy(
                                request -> request.verb() + " " + request.resource(),
                                TreeMap::new,
                                Collectors.counting()));
    }

    @Override
    public void close() {
        client.close();
        plane.close();
    }
}
