package dev.sluice.workload;

import dev.sluice.api.CapacityRule;
import dev.sluice.api.CapacitySpec;
import dev.sluice.kubernetes.RolloutSpec;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionPods;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.WorkloadStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at green's Deployment, and at how many pods the versions have and may have. Blue is all that its subset selects, whatever makes the pods; where that is one Deployment,
 * its own status is enough as long as it makes blue's pods and has a ready one. Autoscalers that cannot be seen stay as they were seen last; blue's pods are then unknown.
 */
public final class DeploymentObserver implements WorkloadObserver {
    private static final Logger LOG = Logger.getLogger(DeploymentObserver.class);
    private static final int FORBIDDEN = 403;
    private static final Duration AUTOSCALERS = Duration.ofSeconds(5);

    /** So often is looked what makes blue's pods. */
    private static final Duration MAKERS = Duration.ofSeconds(30);

    private final String namespace;
    private final RolloutSpec spec;
    private final WorkloadClient workloads;
    private Optional<Capacity.Blue> blue = Optional.empty();
    private boolean sole;
    private Autoscalers.Found autoscalers = Autoscalers.Found.NOTHING;
    private Optional<String> unseen = Optional.empty();
    private Instant next = Instant.MIN;
    private Instant nextMakers = Instant.MIN;

    public DeploymentObserver(StoredRollout stored, WorkloadClient workloads) {
        this.namespace = stored.namespace();
        this.spec = stored.spec();
        this.workloads = workloads;
    }

    @Override
    public WorkloadStatus green(boolean brief) {
        return brief ? workloads.glance(namespace, spec.green()) : workloads.look(namespace, spec.green());
    }

    @Override
    public Capacity.Seen sizes(boolean brief, Instant now) {
        CapacitySpec asked = spec.plan().capacity();
        String deployment = spec.blue().deployment();
        Map<String, String> labels = spec.blue().podLabels();
        if (deployment == null && (labels == null || labels.isEmpty())) {
            return Capacity.Seen.NOTHING;
        }
        boolean scalers = asked.rule() != CapacityRule.Ignore || asked.holdBlue();
        try {
            blue = Optional.empty();
            blue = Optional.of(blue(deployment, labels, brief || now.isBefore(nextMakers), now));
            if (scalers && !brief && !now.isBefore(next)) {
                autoscalers = workloads.autoscalers().in(namespace);
                next = now.plus(AUTOSCALERS);
                unseen = Optional.empty();
            }
        } catch (KubernetesClientException e) {
            LOG.debugf(e, "the sizes of %s cannot be seen", spec.blue().subset());
            unseen = e.getCode() == FORBIDDEN
                    ? Optional.of("Sluice may not list horizontalpodautoscalers; see docs/security.md")
                    : unseen;
        }
        if (!scalers) {
            return new Capacity.Seen(blue, Optional.empty(), Optional.empty());
        }
        return new Capacity.Seen(
                blue,
                deployment == null || !sole ? Optional.empty() : autoscalers.of(deployment),
                autoscalers.of(spec.green().deployment()),
                unseen);
    }

    private Capacity.Blue blue(
            @Nullable String deployment, @Nullable Map<String, String> labels, boolean known, Instant now) {
        if (labels == null || labels.isEmpty()) {
            sole = true;
            return alone(deployment, Map.of()).orElse(new Capacity.Blue(0, 0));
        }
        if (deployment != null && sole && known) {
            Optional<Capacity.Blue> own = alone(deployment, labels).filter(blue -> blue.ready() > 0);
            if (own.isPresent()) {
                return own.get();
            }
        }
        VersionPods serving = workloads.serving(namespace, labels);
        sole = serving.sole() && !another(deployment, serving);
        nextMakers = now.plus(MAKERS);
        Capacity.Blue all = serving.size();
        return new Capacity.Blue(all.wanted(), all.ready(), sole);
    }

    /** Empty when the Deployment is gone, or the pods that it makes have other labels by now. */
    private Optional<Capacity.Blue> alone(@Nullable String deployment, Map<String, String> labels) {
        return deployment == null ? Optional.empty() : workloads.pods(namespace, deployment, labels);
    }

    /** Whether blue's Deployment makes another version's pods by now: nothing is scaled for blue's sake then. */
    private boolean another(@Nullable String deployment, VersionPods serving) {
        return deployment != null
                && serving.deployments().stream()
                        .noneMatch(one -> one.getMetadata().getName().equals(deployment))
                && workloads.replicas(namespace, deployment).isPresent();
    }
}
