package dev.sluice.store;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a watch keeps of a Deployment, of which a cluster has thousands: what tells whether and how it is released. Of its pod template that is
 * a hash, the labels and what the containers request. It is there to be read, never to be written.
 */
final class LeanDeployment extends Deployment {
    private static final long serialVersionUID = 1L;

    private static final Set<String> ANNOTATIONS = Set.of(Templates.ROLLOUT, Templates.ATTEMPT, Templates.REVISION);

    private final String templateHash;

    private LeanDeployment(Deployment whole) {
        templateHash = Templates.hash(whole);
        setMetadata(metadata(whole.getMetadata()));
        setSpec(spec(whole.getSpec()));
        setStatus(status(whole.getStatus()));
    }

    static LeanDeployment of(Deployment whole) {
        return new LeanDeployment(whole);
    }

    /** The hash of the whole pod template. */
    String templateHash() {
        return templateHash;
    }

    private static ObjectMeta metadata(ObjectMeta whole) {
        Map<String, String> annotations =
                new HashMap<>(Optional.ofNullable(whole.getAnnotations()).orElse(Map.of()));
        annotations.keySet().retainAll(ANNOTATIONS);
        return new ObjectMetaBuilder()
                .withNamespace(whole.getNamespace())
                .withName(whole.getName())
                .withUid(whole.getUid())
                .withResourceVersion(whole.getResourceVersion())
                .withGeneration(whole.getGeneration())
                .withCreationTimestamp(whole.getCreationTimestamp())
                .withDeletionTimestamp(whole.getDeletionTimestamp())
                .withAnnotations(annotations)
                .build();
    }

    private static DeploymentSpec spec(DeploymentSpec whole) {
        return new DeploymentSpecBuilder()
                .withReplicas(whole.getReplicas())
                .withPaused(whole.getPaused())
                .withSelector(whole.getSelector())
                .withTemplate(template(whole.getTemplate()))
                .build();
    }

    private static PodTemplateSpec template(PodTemplateSpec whole) {
        ObjectMeta metadata = whole.getMetadata();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(metadata == null ? null : metadata.getLabels())
                .endMetadata()
                .withNewSpec()
                .withContainers(whole.getSpec().getContainers().stream()
                        .map(LeanDeployment::container)
                        .toList())
                .endSpec()
                .build();
    }

    static Container container(Container whole) {
        return new ContainerBuilder()
                .withName(whole.getName())
                .withResources(whole.getResources())
                .build();
    }

    private static @Nullable DeploymentStatus status(@Nullable DeploymentStatus whole) {
        return whole == null
                ? null
                : new DeploymentStatusBuilder(whole)
                        .withConditions(
                                whole.getConditions() == null
                                        ? List.of()
                                        : whole.getConditions().stream()
                                                .flatMap(one -> refusal(one).stream())
                                                .limit(1)
                                                .toList())
                        .build();
    }

    /** That a quota or a webhook takes no more pods, which is all that is asked of conditions. */
    private static Optional<DeploymentCondition> refusal(DeploymentCondition one) {
        return Optional.of(one)
                .filter(_ -> Shortfall.REFUSED.equals(one.getType()) && "True".equals(one.getStatus()))
                .map(_ -> new DeploymentConditionBuilder()
                        .withType(one.getType())
                        .withStatus(one.getStatus())
                        .withReason(one.getReason())
                        .withMessage(Shortfall.shortened(String.valueOf(one.getMessage())))
                        .build());
    }
}
