package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What becomes of an image: a gateway is a real Envoy, Sluice the one that was just built, everything else the app of the suite. */
final class Images {
    private static final String GATEWAY = "truth/gateway";

    private static final String CONTROLLER = "sluice:";

    private final Tools tools;
    private final KubernetesClient client;
    private final Map<String, FaultRelay> relays = new ConcurrentHashMap<>();

    Images(Tools tools, KubernetesClient client) {
        this.tools = tools;
        this.client = client;
    }

    /** The wire between a gateway pod and istiod. */
    FaultRelay relay(String gatewayPod) {
        return relays.computeIfAbsent(gatewayPod, name -> new FaultRelay(ControlPlane.XDS));
    }

    /** Starts the pod's container; empty when its image cannot be pulled. */
    Optional<Daemon> start(Pod pod, Network.Place place) {
        Container container = pod.getSpec().getContainers().getFirst();
        String name = pod.getMetadata().getNamespace() + "-" + pod.getMetadata().getName();
        Path log = tools.logs().resolve("pods").resolve(name + ".log");
        if (container.getImage().contains("missing")) {
            return Optional.empty();
        }
        if (container.getImage().equals(GATEWAY)) {
            return Optional.of(Daemon.start(log, Map.of(), List.of(place.inside(envoy(pod, place)))));
        }
        if (container.getImage().startsWith(CONTROLLER)) {
            return Optional.of(controller(pod, place, log));
        }
        Map<String, String> labels = pod.getMetadata().getLabels();
        int port = container.getPorts().getFirst().getContainerPort();
        Map<String, String> environment =
                Map.of("VERSION", labels.getOrDefault("version", ""), "LISTEN", place.address() + ":" + port);
        return Optional.of(Daemon.start(log, environment, List.of(place.inside(tools.program("app")))));
    }

    private Daemon controller(Pod pod, Network.Place place, Path log) {
        String name = pod.getMetadata().getName();
        Path rights = Accounts.kubeconfig(
                client,
                tools,
                "https://" + Network.NODE + ":6443",
                name,
                pod.getSpec().getServiceAccountName());
        Map<String, String> environment =
                new HashMap<>(plain(pod.getSpec().getContainers().getFirst()));
        environment.put("KUBECONFIG", rights.toString());
        environment.put("HOSTNAME", name);
        environment.put(
                "SLUICE_CONTROLLER_LEADER_ELECTION_NAMESPACE", pod.getMetadata().getNamespace());
        return Daemon.start(
                log,
                environment,
                List.of(place.inside(tools.sluice(
                                List.of(),
                                pod.getSpec()
                                        .getContainers()
                                        .getFirst()
                                        .getArgs()
                                        .getFirst())
                        .toArray(String[]::new))));
    }

    /** The settings that stand in the manifest as they are. */
    private static Map<String, String> plain(Container container) {
        return container.getEnv().stream()
                .filter(one -> one.getValue() != null && !one.getValue().contains("$("))
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    private String[] envoy(Pod pod, Network.Place place) {
        String name = pod.getMetadata().getName();
        String bootstrap = Texts.resource("envoy.yaml")
                .replace("${ADDRESS}", place.address())
                .replace("${NAME}", name)
                .replace("${NODE}", Network.NODE)
                .replace("${XDS}", String.valueOf(relay(name).port()));
        Path file = Texts.write(tools.logs().resolve("pods").resolve(name + ".yaml"), bootstrap);
        return new String[] {
            tools.program("envoy"),
            "-c",
            file.toString(),
            "--concurrency",
            "1",
            "-l",
            "warning",
            "--disable-hot-restart"
        };
    }
}
