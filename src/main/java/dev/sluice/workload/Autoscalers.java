package dev.sluice.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.TextSanitizer;
import dev.sluice.kubernetes.ApiKind;
import dev.sluice.kubernetes.ApiReader;
import dev.sluice.kubernetes.ConflictRetry;
import dev.sluice.kubernetes.WritePermit;
import dev.sluice.rollout.Autoscaler;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * HorizontalPodAutoscalers of Deployments. A minimum that was raised for a rollout is written in one patch with what it was before, so that whoever
 * comes after a crash can put it back exactly.
 */
public final class Autoscalers {
    /** Name of the Rollout that a minimum is held for. */
    public static final String HELD_FOR = "sluice.dev/min-replicas-held-for";

    /** What minReplicas was before; {@code none} when it was left out. */
    public static final String BEFORE = "sluice.dev/min-replicas-before";

    /** What was written; another value now is someone else's. */
    public static final String RAISED = "sluice.dev/min-replicas-raised-to";

    private static final PatchContext OURS = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(KubernetesNames.FIELD_MANAGER)
            .build();

    private static final Logger LOG = Logger.getLogger(Autoscalers.class);

    private static final int NOT_FOUND = 404;
    /** The name of a Rollout has no more characters. */
    private static final int LONGEST = 253;

    /** Of patches in one sweep: anybody may write as many annotations as they like, and whoever begins a release waits. */
    static final int SWEPT = 20;

    private final KubernetesClient client;
    private final ApiReader reads;
    private final WritePermit permit;

    Autoscalers(KubernetesClient client, WritePermit permit) {
        this.client = client;
        this.reads = new ApiReader(client);
        this.permit = permit;
    }

    /**
     * All of a namespace, those of Deployments by the Deployment's name.
     *
     * @throws KubernetesClientException when the API server does not tell
     */
    public Found in(String namespace) {
        return new Found(list(namespace));
    }

    /** What was found in a namespace. */
    public static final class Found {
        /** Nobody has looked. */
        public static final Found NOTHING = new Found(List.of());

        private final List<HorizontalPodAutoscaler> all;

        private Found(List<HorizontalPodAutoscaler> all) {
            this.all = List.copyOf(all);
        }

        /** The one that scales a Deployment. */
        public Optional<Autoscaler> of(@Nullable String deployment) {
            return all.stream()
                    .filter(one -> deployment != null && scales(one, deployment))
                    .findFirst()
                    .map(Autoscalers::read);
        }
    }

    /**
     * Raises a minimum for as long as a Rollout lasts.
     *
     * @return whether it was raised; false when it is gone, has that minimum, or is held for another Rollout
     * @throws KubernetesClientException when the API server does not take it
     */
    public boolean raise(String namespace, String name, int minimum, String rollout) {
        Optional<HorizontalPodAutoscaler> found = list(namespace).stream()
                .filter(one -> one.getMetadata().getName().equals(name))
                .filter(one -> free(one, rollout) && read(one).least() < minimum)
                .findFirst();
        return found.flatMap(one -> patch(one, AutoscalerPatch.raised(one, minimum, rollout)))
                .isPresent();
    }

    /**
     * What manages an autoscaler, as {@code ScaledObject shop}: whatever is written there comes from it.
     *
     * @throws KubernetesClientException when the API server does not tell
     */
    public Optional<String> manager(String namespace, String name) {
        return list(namespace).stream()
                .filter(one -> one.getMetadata().getName().equals(name))
                .flatMap(one -> one.getMetadata().getOwnerReferences().stream())
                .map(owner -> owner.getKind() + " " + owner.getName())
                .findFirst();
    }

    /**
     * Puts back every minimum that was raised for a Rollout, where nobody has changed it since.
     *
     * @return names of those that were put back
     * @throws KubernetesClientException when the API server does not take it
     */
    public List<String> restore(String namespace, String rollout) {
        return putBack(namespace, Integer.MAX_VALUE, holder -> holder.equals(rollout));
    }

    /**
     * Puts back every minimum that was raised for a Rollout that is no more: one that was removed without its finalizer. Of very many
     * the first {@value #SWEPT}; the next release takes the next ones.
     *
     * @param alive names of Rollouts that still hold theirs
     * @return names of those that were put back
     * @throws KubernetesClientException when the API server does not take it
     */
    public List<String> sweep(String namespace, Set<String> alive) {
        return putBack(namespace, SWEPT, holder -> !alive.contains(holder));
    }

    /** One that is refused keeps no other from being put back. */
    private List<String> putBack(String namespace, int most, Predicate<String> whose) {
        List<String> done = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Optional<KubernetesClientException> first = Optional.empty();
        for (HorizontalPodAutoscaler one : list(namespace)) {
            String holder = AutoscalerPatch.annotations(one).get(HELD_FOR);
            if (holder == null || !whose.test(holder) || done.size() + refused.size() >= most) {
                continue;
            }
            String name = one.getMetadata().getName();
            try {
                Optional<HorizontalPodAutoscaler> back = patch(one, AutoscalerPatch.restored(one));
                if (back.isPresent()) {
                    done.add(name);
                    giveUpFields(back.get());
                }
            } catch (KubernetesClientException e) {
                refused.add(name);
                first = first.or(() -> Optional.of(e));
            }
        }
        if (first.isPresent()) {
            KubernetesClientException e = first.get();
            throw new KubernetesClientException(
                    "HorizontalPodAutoscaler " + String.join(", ", refused) + ": " + e.getMessage(),
                    e.getCode(),
                    e.getStatus());
        }
        return done;
    }

    private List<HorizontalPodAutoscaler> list(String namespace) {
        try {
            return reads.all(
                    ApiKind.AUTOSCALERS, namespace, Map.of(), ApiReader.Most.USUAL, one -> Optional.of(lean(one)));
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    /** Without metrics, conditions and what others write into it. */
    private static HorizontalPodAutoscaler lean(HorizontalPodAutoscaler whole) {
        Map<String, String> annotations = new HashMap<>(AutoscalerPatch.annotations(whole));
        annotations.keySet().retainAll(Set.of(HELD_FOR, BEFORE, RAISED));
        annotations.values().removeIf(value -> value.length() > LONGEST);
        return new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withNamespace(whole.getMetadata().getNamespace())
                .withName(whole.getMetadata().getName())
                .withResourceVersion(whole.getMetadata().getResourceVersion())
                .withAnnotations(annotations)
                .withOwnerReferences(whole.getMetadata().getOwnerReferences().stream()
                        .limit(1)
                        .map(owner -> new OwnerReferenceBuilder()
                                .withKind(TextSanitizer.line(owner.getKind(), LONGEST))
                                .withName(TextSanitizer.line(owner.getName(), LONGEST))
                                .build())
                        .toList())
                .endMetadata()
                .withNewSpec()
                .withMinReplicas(whole.getSpec().getMinReplicas())
                .withMaxReplicas(whole.getSpec().getMaxReplicas())
                .withScaleTargetRef(whole.getSpec().getScaleTargetRef())
                .endSpec()
                .withNewStatus()
                .withDesiredReplicas(
                        whole.getStatus() == null ? null : whole.getStatus().getDesiredReplicas())
                .endStatus()
                .build();
    }

    /**
     * Owns nothing of it any more, so that who applies it on the server's side with another minimum meets no conflict. A write of its own, since
     * whoever changes a field owns it. The minimum does not depend on it.
     */
    private void giveUpFields(HorizontalPodAutoscaler written) {
        String namespace = written.getMetadata().getNamespace();
        String name = written.getMetadata().getName();
        try {
            // Its controller writes the status meanwhile.
            ConflictRetry.USUAL.run(attempt -> (attempt == 1
                            ? Optional.of(written)
                            : reads.get(ApiKind.AUTOSCALERS, namespace, name, one -> one))
                    .filter(one -> one.getMetadata().getManagedFields().stream().anyMatch(AutoscalerPatch::ours))
                    .flatMap(one -> patch(one, AutoscalerPatch.givenUp(one))));
        } catch (KubernetesClientException e) {
            LOG.warnf(
                    "HorizontalPodAutoscaler %s/%s: could not give up its fields: %s", namespace, name, e.getMessage());
        }
    }

    /** As it stands then; empty when it is gone. */
    private Optional<HorizontalPodAutoscaler> patch(HorizontalPodAutoscaler one, ObjectNode patch) {
        permit.check(one.getMetadata().getNamespace());
        try {
            return Optional.ofNullable(client.autoscaling()
                    .v2()
                    .horizontalPodAutoscalers()
                    .inNamespace(one.getMetadata().getNamespace())
                    .withName(one.getMetadata().getName())
                    .patch(OURS, patch.toString()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean free(HorizontalPodAutoscaler one, String rollout) {
        return AutoscalerPatch.annotations(one).getOrDefault(HELD_FOR, rollout).equals(rollout);
    }

    private static boolean scales(HorizontalPodAutoscaler one, String deployment) {
        CrossVersionObjectReference target = one.getSpec().getScaleTargetRef();
        return target != null && "Deployment".equals(target.getKind()) && deployment.equals(target.getName());
    }

    private static Autoscaler read(HorizontalPodAutoscaler one) {
        Integer least = one.getSpec().getMinReplicas();
        Integer wants = one.getStatus() == null ? null : one.getStatus().getDesiredReplicas();
        return new Autoscaler(
                one.getMetadata().getName(),
                least == null ? 1 : least,
                one.getSpec().getMaxReplicas() == null ? 1 : one.getSpec().getMaxReplicas(),
                wants == null ? 0 : wants);
    }
}
