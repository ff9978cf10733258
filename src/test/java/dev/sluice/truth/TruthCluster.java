package dev.sluice.truth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.ApiLeases;
import dev.sluice.kubernetes.ShardMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Kubernetes cluster with Istio, two ingress gateways, and Sluice installed as its users install it. */
final class TruthCluster implements AutoCloseable {
    /** Where Sluice is installed. */
    static final String SYSTEM = "sluice-system";

    private static final Map<String, String> GATEWAYS = Map.of("istio", "ingressgateway");
    private static final Map<String, String> SLUICE =
            Map.of("app.kubernetes.io/name", "sluice", "app.kubernetes.io/component", "controller");

    private final Tools tools;
    private final ControlPlane plane;
    private final KubernetesClient client;
    private final Images images;
    private final Network network = new Network();
    private final Kubelet kubelet;

    private TruthCluster(Tools tools) {
        this.tools = tools;
        this.plane = new ControlPlane(tools);
        this.client = ControlPlane.client();
        this.images = new Images(tools, client);
        this.kubelet = new Kubelet(client, network, images);
    }

    static TruthCluster start(Tools tools) {
        TruthCluster cluster = new TruthCluster(tools);
        cluster.apply("istio-system", Texts.resource("gateways.yaml"));
        await().atMost(Duration.ofMinutes(1)).until(() -> cluster.gateways().size() == 2);
        cluster.install();
        return cluster;
    }

    /**
     * Applies Sluice's manifests until they stand, and waits for both replicas. An installation that is half removed is healed by
     * that too: the controllers come back, and finish what holds the rest.
     */
    void install() {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .pollDelay(Duration.ZERO)
                .ignoreExceptions()
                .until(() -> {
                    kubectl("apply", "-k", "kubernetes");
                    return kindsThatStand() == 2;
                });
        controllers(2);
    }

    private long kindsThatStand() {
        return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .filter(kind -> kind.getSpec().getGroup().equals("sluice.dev"))
                .filter(kind -> kind.getMetadata().getDeletionTimestamp() == null)
                .count();
    }

    KubernetesClient client() {
        return client;
    }

    ControlPlane plane() {
        return plane;
    }

    Tools tools() {
        return tools;
    }

    Kubelet kubelet() {
        return kubelet;
    }

    /** Creates what a YAML text describes. */
    void apply(String namespace, String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(namespace)
                .create();
    }

    /** Runs the kubectl that belongs to this API server. */
    void kubectl(String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = tools.program("kubectl");
        command[1] = "--kubeconfig";
        command[2] = plane.kubeconfig().toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        Daemon.run(command);
    }

    /** Runs a line of shell whose kubectl is this cluster's; it has two minutes. */
    void shell(String line) {
        Daemon.run(
                "timeout",
                "120",
                "env",
                "KUBECONFIG=" + plane.kubeconfig(),
                "PATH=" + tools.parts() + ":" + System.getenv("PATH"),
                "SLUICE_BINARY=" + tools.binary().map(Path::toString).orElse(""),
                "bash",
                "-c",
                line);
    }

    /** The ready gateway pods: where a load balancer sends users. */
    List<RunningPod> gateways() {
        return kubelet.pods("istio-system", GATEWAYS).stream()
                .filter(RunningPod::ready)
                .toList();
    }

    /** The wire between a gateway and istiod. */
    FaultRelay wire(RunningPod gateway) {
        return images.relay(gateway.name());
    }

    /** Scales the controller and waits until all its replicas are ready; returns them. */
    List<RunningPod> controllers(int replicas) {
        client.apps()
                .deployments()
                .inNamespace(SYSTEM)
                .withName("sluice-controller")
                .scale(replicas);
        return await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> kubelet.pods(SYSTEM, SLUICE),
                        pods -> rolledOut()
                                && pods.size() == replicas
                                && pods.stream().allMatch(RunningPod::ready));
    }

    /** What {@code kubectl rollout restart} does; returns when all new ones are ready and no old one is left. */
    void restartControllers() {
        client.apps()
                .deployments()
                .inNamespace(SYSTEM)
                .withName("sluice-controller")
                .rolling()
                .restart();
        controllers(2);
    }

    /** The dashboard's pods that are ready. */
    List<RunningPod> dashboards() {
        return kubelet
                .pods(SYSTEM, Map.of("app.kubernetes.io/name", "sluice", "app.kubernetes.io/component", "dashboard"))
                .stream()
                .filter(RunningPod::ready)
                .toList();
    }

    /** In the midst of an update there may be as many pods as there are to be, and the next moment more. */
    private boolean rolledOut() {
        Deployment controller = client.apps()
                .deployments()
                .inNamespace(SYSTEM)
                .withName("sluice-controller")
                .get();
        DeploymentStatus status = controller.getStatus();
        int wanted = controller.getSpec().getReplicas();
        return controller.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && number(status.getReplicas()) == wanted
                && number(status.getUpdatedReplicas()) == wanted;
    }

    private static int number(Integer count) {
        return count == null ? 0 : count;
    }

    /** The replica that acts for a namespace; empty while none does. */
    String owner(String namespace) {
        Lease shards = client.leases()
                .inNamespace(SYSTEM)
                .withName("sluice-controller")
                .require();
        return ApiLeases.shards(shards).owners().getOrDefault(ShardMap.shardOf(namespace), "");
    }

    /** The controller pod behind a replica. */
    RunningPod pod(String replica) {
        return kubelet.pods(SYSTEM, SLUICE).stream()
                .filter(pod -> replica.startsWith(pod.name() + "-"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        kubelet.close();
        plane.close();
        client.close();
        network.close();
    }
}
