package dev.sluice.cli.live;

import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionSpec;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Deployments of both versions and what belongs to them.
 *
 * @param nodes from the top down
 * @param problem why there is nothing, or not all; empty when all could be seen
 */
public record PodTree(List<Node> nodes, String problem) {
    /** Before anybody looked. */
    public static final PodTree UNKNOWN = new PodTree(List.of(), "");

    /** Copies. */
    public PodTree {
        nodes = List.copyOf(nodes);
    }

    /** How something is. */
    public enum Health {
        /** As it should be. */
        good,
        /** On its way. */
        pending,
        /** Not as it should be. */
        bad
    }

    /**
     * One object.
     *
     * @param depth 0 for a Deployment, 1 for a ReplicaSet, 2 for a Pod
     * @param health how it is
     * @param name kind and name
     * @param says how many are ready, how it is, since when
     */
    public record Node(int depth, Health health, String name, String says) {}

    /** Reads both versions' Deployments, ReplicaSets and Pods, with the rights of whoever looks. */
    public static final class Reader {
        /** Pods that are shown of one version. */
        private static final int MOST = 12;

        private final KubernetesClient client;

        /** Reads with this client. */
        public Reader(KubernetesClient client) {
            this.client = client;
        }

        /** Looks; never throws: what cannot be seen is said in one quiet line. */
        public PodTree of(StoredRollout rollout, Instant now) {
            List<Node> nodes = new ArrayList<>();
            try {
                for (VersionSpec version :
                        List.of(rollout.spec().green(), rollout.spec().blue())) {
                    if (version.deployment() != null) {
                        add(nodes, rollout.namespace(), version.deployment(), now);
                    }
                }
                return new PodTree(nodes, "");
            } catch (KubernetesClientException e) {
                return new PodTree(
                        nodes,
                        e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                                ? "not shown: you may not list deployments, replicasets and pods here"
                                : "not shown: the API server does not tell");
            }
        }

        private void add(List<Node> nodes, String namespace, String name, Instant now) {
            Deployment deployment = client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            if (deployment == null) {
                nodes.add(new Node(0, Health.bad, "Deployment " + name, "is gone"));
                return;
            }
            nodes.add(node(deployment));
            // Selectors of two versions may overlap; whose a pod is, its owners say.
            List<Pod> pods = client.pods()
                    .inNamespace(namespace)
                    .withLabelSelector(deployment.getSpec().getSelector())
                    .list()
                    .getItems();
            List<ReplicaSet> sets = sets(deployment, pods);
            for (ReplicaSet set : sets) {
                nodes.add(node(set, now));
                pods(nodes, pods.stream().filter(pod -> owned(pod, set)).toList(), 2, now);
            }
            pods(
                    nodes,
                    pods.stream()
                            .filter(pod -> sets.stream().noneMatch(set -> owned(pod, set)))
                            .filter(pod -> named(pod, name))
                            .toList(),
                    1,
                    now);
        }

        private List<ReplicaSet> sets(Deployment deployment, List<Pod> pods) {
            return client
                    .apps()
                    .replicaSets()
                    .inNamespace(deployment.getMetadata().getNamespace())
                    .withLabelSelector(deployment.getSpec().getSelector())
                    .list()
                    .getItems()
                    .stream()
                    .filter(set -> owned(set, deployment))
                    .filter(set -> number(set.getSpec().getReplicas()) > 0
                            || pods.stream().anyMatch(pod -> owned(pod, set)))
                    .sorted(Comparator.comparing(Reader::created).reversed())
                    .toList();
        }

        /** Whether its ReplicaSet, which is not seen here yet, has the name that this Deployment gives: its own and a hash. */
        private static boolean named(Pod pod, String deployment) {
            return pod.getMetadata().getOwnerReferences().stream()
                    .filter(owner -> "ReplicaSet".equals(owner.getKind()))
                    .anyMatch(
                            owner -> owner.getName().replaceFirst("-[^-]*$", "").equals(deployment));
        }

        private static void pods(List<Node> nodes, List<Pod> pods, int depth, Instant now) {
            pods.stream().limit(MOST).forEach(pod -> nodes.add(node(pod, depth, now)));
            if (pods.size() > MOST) {
                nodes.add(new Node(depth, Health.good, (pods.size() - MOST) + " more", ""));
            }
        }

        private static Node node(Deployment deployment) {
            int wanted = deployment.getSpec().getReplicas() == null
                    ? 1
                    : deployment.getSpec().getReplicas();
            int ready = deployment.getStatus() == null
                    ? 0
                    : number(deployment.getStatus().getReadyReplicas());
            Health health = ready >= wanted ? Health.good : ready == 0 ? Health.bad : Health.pending;
            return new Node(
                    0, health, "Deployment " + deployment.getMetadata().getName(), ready + "/" + wanted + " ready");
        }

        private static Node node(ReplicaSet set, Instant now) {
            int wanted = number(set.getSpec().getReplicas());
            int ready = set.getStatus() == null ? 0 : number(set.getStatus().getReadyReplicas());
            return new Node(
                    1,
                    ready >= wanted ? Health.good : Health.pending,
                    "ReplicaSet " + set.getMetadata().getName(),
                    ready + "/" + wanted + " ready  " + age(set, now));
        }

        private static Node node(Pod pod, int depth, Instant now) {
            boolean ready = Readiness.getInstance().isReady(pod);
            boolean leaving = pod.getMetadata().getDeletionTimestamp() != null;
            List<ContainerStatus> containers =
                    pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
            int restarts = containers.stream()
                    .mapToInt(one -> number(one.getRestartCount()))
                    .sum();
            Optional<String> waiting =
                    containers.stream().flatMap(Reader::trouble).findFirst();
            String phase = leaving
                    ? "Terminating"
                    : waiting.orElseGet(() -> pod.getStatus() == null
                            ? "Unknown"
                            : String.valueOf(pod.getStatus().getPhase()));
            Health health = waiting.isPresent() ? Health.bad : ready && !leaving ? Health.good : Health.pending;
            return new Node(
                    depth,
                    health,
                    "Pod " + pod.getMetadata().getName(),
                    phase + (ready ? ", ready" : ", not ready")
                            + (restarts == 0 ? "" : ", " + restarts + (restarts == 1 ? " restart" : " restarts")) + "  "
                            + age(pod, now));
        }

        /** A reason that is more than being on its way. */
        private static Stream<String> trouble(ContainerStatus container) {
            if (container.getState() == null || container.getState().getWaiting() == null) {
                return Stream.empty();
            }
            return Stream.of(container.getState().getWaiting().getReason())
                    .filter(Objects::nonNull)
                    .filter(reason -> !reason.equals("ContainerCreating") && !reason.equals("PodInitializing"));
        }

        private static boolean owned(HasMetadata child, HasMetadata parent) {
            return child.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner ->
                            Objects.equals(owner.getUid(), parent.getMetadata().getUid()));
        }

        private static String created(HasMetadata object) {
            return Objects.requireNonNullElse(object.getMetadata().getCreationTimestamp(), "");
        }

        private static String age(HasMetadata object, Instant now) {
            if (created(object).isEmpty()) {
                return "";
            }
            Duration age = Duration.between(Instant.parse(created(object)), now);
            return NumberFormatter.time(Duration.ofSeconds(Math.max(0, age.toSeconds())));
        }

        private static int number(@Nullable Integer value) {
            return value == null ? 0 : value;
        }
    }
}
