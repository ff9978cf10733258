package dev.sluice.controller;

import dev.sluice.policy.CapacityRule;
import dev.sluice.policy.CapacitySpec;
import dev.sluice.rollout.Capacity;
import dev.sluice.store.Autoscalers;
import dev.sluice.store.RolloutSpec;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.Workloads;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Looks at how many pods the versions have and may have. Autoscalers that cannot be seen stay as they were seen last; blue's pods are then unknown. */
final class Sizes {
    private static final Logger LOG = Logger.getLogger(Sizes.class);
    private static final int FORBIDDEN = 403;
    private static final Duration AUTOSCALERS = Duration.ofSeconds(5);

    private final String namespace;
    private final RolloutSpec spec;
    private final Workloads workloads;
    private Optional<Capacity.Blue> blue = Optional.empty();
    private Autoscalers.Found autoscalers = Autoscalers.Found.NOTHING;
    private Optional<String> unseen = Optional.empty();
    private Instant next = Instant.MIN;

    Sizes(StoredRollout stored, Workloads workloads) {
        this.namespace = stored.namespace();
        this.spec = stored.spec();
        this.workloads = workloads;
    }

    /** Looks: always at blue's pods, since users may be left without them; at autoscalers where the policy asks something of pods. */
    Capacity.Seen look(Instant now) {
        CapacitySpec asked = spec.plan().capacity();
        String deployment = spec.blue().deployment();
        if (deployment == null) {
            return Capacity.Seen.NOTHING;
        }
        boolean scalers = asked.rule() != CapacityRule.Ignore || asked.holdBlue();
        look(deployment, scalers, now);
        if (!scalers) {
            return new Capacity.Seen(blue, Optional.empty(), Optional.empty());
        }
        return new Capacity.Seen(
                blue, autoscalers.of(deployment), autoscalers.of(spec.green().deployment()), unseen);
    }

    private void look(String deployment, boolean scalers, Instant now) {
        try {
            blue = Optional.empty();
            blue = workloads.pods(namespace, deployment).or(() -> Optional.of(new Capacity.Blue(0, 0)));
            if (scalers && !now.isBefore(next)) {
                next = now.plus(AUTOSCALERS);
                autoscalers = workloads.autoscalers().in(namespace);
                unseen = Optional.empty();
            }
        } catch (KubernetesClientException e) {
            LOG.debugf(e, "the sizes of %s cannot be seen", deployment);
            unseen = e.getCode() == FORBIDDEN
                    ? Optional.of("Sluice may not list horizontalpodautoscalers; see docs/security.md")
                    : unseen;
        }
    }
}
