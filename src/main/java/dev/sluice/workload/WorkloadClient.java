package dev.sluice.workload;

import dev.sluice.kubernetes.ApiKind;
import dev.sluice.kubernetes.ApiReader;
import dev.sluice.kubernetes.LeanDeployment;
import dev.sluice.kubernetes.MeasureSpec;
import dev.sluice.kubernetes.PodTally;
import dev.sluice.kubernetes.PodTemplateHash;
import dev.sluice.kubernetes.ResponseTooLargeException;
import dev.sluice.kubernetes.Shortfall;
import dev.sluice.kubernetes.VersionPods;
import dev.sluice.kubernetes.VersionSpec;
import dev.sluice.kubernetes.WritePermit;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.WorkloadStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Deployments and their pods. */
@ApplicationScoped
public class WorkloadClient {
    /** Pods of a version that are looked at; of more, how many are ready is what the Deployment says itself. */
    private static final ApiReader.Most PODS = ApiReader.Most.of(1_000);

    private final KubernetesClient client;
    private final ApiReader reads;
    private final WritePermit permit;
    private final Autoscalers autoscalers;

    @Inject
    public WorkloadClient(KubernetesClient client) {
        this(client, WritePermit.ALWAYS);
    }

    private WorkloadClient(KubernetesClient client, WritePermit permit) {
        this.client = client;
        this.reads = new ApiReader(client);
        this.permit = permit;
        this.autoscalers = new Autoscalers(client, permit);
    }

    /** The same, for somebody who has to stop: it is asked, of the namespace, before every request that writes, repeated ones too. */
    public WorkloadClient asLongAs(Predicate<String> may) {
        return new WorkloadClient(client, new WritePermit(may));
    }

    /** The autoscalers of the Deployments. */
    public Autoscalers autoscalers() {
        return autoscalers;
    }

    /** How many pods a Deployment has, as its own status counts them; empty when there is no such Deployment, or it makes pods without these labels. */
    public Optional<Capacity.Blue> pods(String namespace, String deployment, Map<String, String> labels) {
        return reads.get(
                        ApiKind.DEPLOYMENTS,
                        namespace,
                        deployment,
                        found -> Optional.of(found)
                                .filter(one -> VersionPods.makes(one, labels))
                                .map(MeasureSpec::pods))
                .flatMap(own -> own);
    }

    /** All pods with these labels, and what makes them. */
    public VersionPods serving(String namespace, Map<String, String> labels) {
        return serving(
                namespace,
                labels,
                reads.some(
                                ApiKind.DEPLOYMENTS,
                                namespace,
                                Map.of(),
                                ApiReader.Most.USUAL,
                                one -> Optional.of(LeanDeployment.of(one))
                                        .filter(lean -> VersionPods.makes(lean, labels)))
                        .items());
    }

    /** The same, among Deployments that are known. */
    public VersionPods serving(String namespace, Map<String, String> labels, List<? extends Deployment> known) {
        List<Deployment> makers = VersionPods.makers(labels, known);
        return new VersionPods(makers, others(namespace, labels, makers));
    }

    /** What the cluster says of green now. Never throws: what cannot be seen is unknown. */
    public WorkloadStatus look(String namespace, VersionSpec green) {
        return look(namespace, green, this::pods);
    }

    /** The same, where a Deployment that says that all of its pods are ready is taken at its word. A pod that crashes is not ready. */
    public WorkloadStatus glance(String namespace, VersionSpec green) {
        return look(namespace, green, deployment -> {
            Capacity.Blue own = MeasureSpec.pods(deployment);
            return own.ready() == own.wanted() && settled(deployment, own.wanted())
                    ? new WorkloadStatus.Pods(own.wanted(), own.ready(), true, Optional.empty())
                    : pods(deployment);
        });
    }

    private WorkloadStatus look(String namespace, VersionSpec green, Function<Deployment, WorkloadStatus> pods) {
        try {
            return reads.get(ApiKind.DEPLOYMENTS, namespace, green.deployment(), LeanDeployment::of)
                    .filter(deployment -> deployment.getMetadata().getUid().equals(green.uid()))
                    .<WorkloadStatus>map(deployment -> green.sameTemplate(deployment)
                            ? pods.apply(deployment)
                            : new WorkloadStatus.Replaced(PodTemplateHash.hash(deployment)))
                    .orElseGet(WorkloadStatus.Gone::new);
        } catch (ResponseTooLargeException e) {
            return new WorkloadStatus.Unknown(
                    "Deployment " + green.deployment() + " cannot be looked at: " + e.getMessage());
        } catch (KubernetesClientException e) {
            return new WorkloadStatus.Unknown("the API server does not answer: " + e.getMessage());
        }
    }

    /** The labels that a Service selects; empty when there is no such Service or it selects nothing. */
    public Optional<Map<String, String>> selector(String namespace, String service) {
        return reads.get(
                        ApiKind.SERVICES,
                        namespace,
                        service,
                        found -> Optional.ofNullable(found.getSpec().getSelector())
                                .orElse(Map.of()))
                .filter(selector -> !selector.isEmpty());
    }

    /** Scales a Deployment to nothing; one that is gone already is nothing. */
    public void scaleToZero(String namespace, String deployment) {
        if (replicas(namespace, deployment).isPresent()) {
            permit.check(namespace);
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(deployment)
                    .scale(0);
        }
    }

    /**
     * Scales a Deployment up.
     *
     * @return whether it was; false when it is gone or has as many
     */
    public boolean scaleUp(String namespace, String deployment, int pods) {
        boolean fewer =
                replicas(namespace, deployment).filter(now -> now < pods).isPresent();
        if (fewer) {
            permit.check(namespace);
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(deployment)
                    .scale(pods);
        }
        return fewer;
    }

    /** How many pods a Deployment is to have; empty when there is no such Deployment. */
    public Optional<Integer> replicas(String namespace, String deployment) {
        return reads.get(ApiKind.DEPLOYMENTS, namespace, deployment, WorkloadClient::wanted);
    }

    /** Whether a Deployment is paused before all of its pods run its pod template. */
    public static boolean paused(Deployment deployment) {
        return Boolean.TRUE.equals(deployment.getSpec().getPaused()) && !settled(deployment, wanted(deployment));
    }

    private static int wanted(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    private WorkloadStatus pods(Deployment deployment) {
        PodTally tally = new PodTally();
        boolean all = tally(deployment, tally);
        int wanted = wanted(deployment);
        return new WorkloadStatus.Pods(
                wanted,
                all ? tally.ready() : MeasureSpec.pods(deployment).ready(),
                settled(deployment, wanted),
                tally.crash(),
                shortfall(deployment, tally));
    }

    public static Optional<String> shortfall(Deployment deployment, PodTally pods) {
        return paused(deployment)
                ? Optional.of(
                        "it is paused (spec.paused), so not all of them run its pod template; kubectl rollout resume deployment/"
                                + deployment.getMetadata().getName())
                : Shortfall.of(deployment, pods);
    }

    /** The same question that {@code kubectl rollout status} asks. */
    private static boolean settled(Deployment deployment, int wanted) {
        DeploymentStatus status = deployment.getStatus();
        Long generation = deployment.getMetadata().getGeneration();
        return status != null
                && (generation == null
                        || (status.getObservedGeneration() != null && status.getObservedGeneration() >= generation))
                && number(status.getUpdatedReplicas()) == wanted
                && number(status.getReplicas()) == wanted
                && number(status.getAvailableReplicas()) == wanted;
    }

    private List<Pod> others(String namespace, Map<String, String> labels, List<Deployment> makers) {
        return reads.some(
                        ApiKind.PODS,
                        namespace,
                        labels,
                        PODS,
                        pod -> Optional.of(pod)
                                .filter(one -> VersionPods.counts(one, makers))
                                .map(VersionPods::lean))
                .items();
    }

    /**
     * Counts the pods of a Deployment. Its selector alone says too much: a Job's pod may have the labels of it, and those of another version where
     * it selects the app alone.
     *
     * @return whether all of them were looked at
     */
    private boolean tally(Deployment deployment, PodTally tally) {
        String namespace = deployment.getMetadata().getNamespace();
        return reads.some(ApiKind.PODS, namespace, VersionPods.labels(deployment), PODS, pod -> {
                    if (VersionPods.ofDeployment(pod)) {
                        tally.add(pod);
                    }
                    return Optional.empty();
                })
                .all();
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }
}
