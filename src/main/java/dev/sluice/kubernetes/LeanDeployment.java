package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
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
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a watch keeps of a Deployment, of which a cluster has thousands: what tells whether and how it is released. Of its pod template that is
 * a hash, the labels and what the containers request. It is there to be read, never to be written.
 */
public final class LeanDeployment extends Deployment {
    private static final long serialVersionUID = 1L;

    /** Of labels, containers and what a selector asks for. Nobody has as many; whoever writes more costs everybody else memory. */
    static final int MOST = 64;

    private static final Logger LOG = Logger.getLogger(LeanDeployment.class);
    private static final String CPU = "cpu";
    private static final Set<String> ANNOTATIONS =
            Set.of(PodTemplateHash.ROLLOUT, PodTemplateHash.ATTEMPT, PodTemplateHash.REVISION);

    /** What one weighs by itself, and each of its entries, in characters: about half the bytes that they take. */
    private static final int OBJECT = 1_024;

    private static final int ENTRY = 64;

    /** All that is known of the pods of one that is kept bare; the same for all of these, of which there may be very many. */
    private static final DeploymentSpec UNKNOWN = unknown(false);

    private static final DeploymentSpec UNKNOWN_AND_PAUSED = unknown(true);

    private final String templateHash;
    private final boolean crowded;

    private LeanDeployment(Deployment whole) {
        templateHash = PodTemplateHash.hash(whole);
        crowded = false;
        setMetadata(metadata(whole.getMetadata()));
        setSpec(spec(whole.getSpec()));
        setStatus(status(whole.getStatus()));
        ObjectMeta template = whole.getSpec().getTemplate().getMetadata();
        if (template != null
                && template.getLabels() != null
                && template.getLabels().size() > MOST) {
            LOG.warnf(
                    "Deployment %s/%s is not looked into: its pods have more than %d labels",
                    whole.getMetadata().getNamespace(), whole.getMetadata().getName(), MOST);
        }
    }

    private LeanDeployment(ObjectMeta metadata, String templateHash, Deployment known) {
        this.templateHash = templateHash;
        crowded = true;
        setMetadata(metadata);
        boolean paused =
                known.getSpec() != null && Boolean.TRUE.equals(known.getSpec().getPaused());
        setSpec(paused ? UNKNOWN_AND_PAUSED : UNKNOWN);
        setStatus(new DeploymentStatusBuilder()
                .withObservedGeneration(
                        known.getStatus() == null ? null : known.getStatus().getObservedGeneration())
                .build());
    }

    public static LeanDeployment of(Deployment whole) {
        return new LeanDeployment(whole);
    }

    /** Which one it is, whether it asks for a release, and which version of it this is; nothing of its pods. */
    static LeanDeployment bare(Deployment known) {
        return new LeanDeployment(
                metadata(known.getMetadata()), known instanceof LeanDeployment lean ? lean.templateHash() : "", known);
    }

    private static DeploymentSpec unknown(boolean paused) {
        return new DeploymentSpecBuilder()
                .withPaused(paused)
                .withSelector(new LabelSelector())
                .withNewTemplate()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .endTemplate()
                .build();
    }

    /** Whether it is kept bare, since its namespace has very many. */
    boolean crowded() {
        return crowded;
    }

    /** Characters that it counts for among those of its namespace; none when it is kept bare. What changes all the time counts for nothing. */
    long weight() {
        if (crowded) {
            return 0;
        }
        long sum = OBJECT + weight(getMetadata().getAnnotations());
        sum += weight(getSpec().getTemplate().getMetadata().getLabels());
        sum += getSpec().getSelector() == null
                ? 0
                : weight(getSpec().getSelector().getMatchLabels());
        for (Container one : getSpec().getTemplate().getSpec().getContainers()) {
            sum += 4L * ENTRY + String.valueOf(one.getName()).length();
        }
        return sum;
    }

    private static long weight(@Nullable Map<String, String> texts) {
        long sum = 0;
        if (texts != null) {
            for (Map.Entry<String, String> one : texts.entrySet()) {
                sum += ENTRY
                        + one.getKey().length()
                        + String.valueOf(one.getValue()).length();
            }
        }
        return sum;
    }

    /** The hash of the whole pod template. */
    String templateHash() {
        return templateHash;
    }

    private static ObjectMeta metadata(ObjectMeta whole) {
        Map<String, String> annotations =
                new HashMap<>(Optional.ofNullable(whole.getAnnotations()).orElse(Map.of()));
        annotations.keySet().retainAll(ANNOTATIONS);
        annotations.replaceAll(LeanDeployment::bounded);
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

    /** What is longer names nothing; of what is as long, no two are told apart. */
    private static String bounded(String annotation, String value) {
        return annotation.equals(PodTemplateHash.ATTEMPT)
                ? PodTemplateHash.attempt(value)
                : value.substring(0, Math.min(value.length(), PodTemplateHash.LONGEST + 1));
    }

    private static DeploymentSpec spec(DeploymentSpec whole) {
        return new DeploymentSpecBuilder()
                .withReplicas(whole.getReplicas())
                .withPaused(whole.getPaused())
                .withSelector(selector(whole.getSelector()))
                .withTemplate(template(whole.getTemplate()))
                .build();
    }

    /** Some of what it asks for find all of its pods and maybe others, never fewer. */
    private static @Nullable LabelSelector selector(@Nullable LabelSelector whole) {
        if (whole == null || whole.getMatchLabels() == null) {
            return whole == null ? null : new LabelSelector();
        }
        return new LabelSelectorBuilder()
                .withMatchLabels(whole.getMatchLabels().entrySet().stream()
                        .limit(MOST)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                .build();
    }

    private static PodTemplateSpec template(PodTemplateSpec whole) {
        ObjectMeta metadata = whole.getMetadata();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(metadata == null ? null : labels(metadata.getLabels()))
                .endMetadata()
                .withNewSpec()
                .withContainers(containers(whole.getSpec().getContainers()))
                .endSpec()
                .build();
    }

    /** None where there are too many: it is like one that no Service selects, and cannot be released. */
    private static Map<String, String> labels(@Nullable Map<String, String> whole) {
        return whole == null || whole.size() > MOST ? Map.of() : whole;
    }

    /** What they request; none where there are too many. */
    static List<Container> containers(List<Container> whole) {
        return whole.size() > MOST
                ? List.of()
                : whole.stream().map(LeanDeployment::container).toList();
    }

    private static Container container(Container whole) {
        ResourceRequirements resources = whole.getResources();
        Quantity cpu = resources == null || resources.getRequests() == null
                ? null
                : resources.getRequests().get(CPU);
        return new ContainerBuilder()
                .withName(whole.getName())
                .withResources(
                        cpu == null
                                ? null
                                : new ResourceRequirementsBuilder()
                                        .addToRequests(CPU, cpu)
                                        .build())
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
