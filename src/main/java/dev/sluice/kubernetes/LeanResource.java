package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a watch keeps of a policy or a Rollout: not who wrote which field, not what was last applied. It is there to be read; whoever writes
 * begins with the whole object.
 */
final class LeanResource extends GenericKubernetesResource {
    private static final long serialVersionUID = 1L;

    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String STATUS = "status";
    private static final String RECORDING = "recording";

    /** Of labels, of annotations, of finalizers and of owners. */
    private static final int MOST = 64;

    /** Characters of a status, where each value counts as some; one as Sluice writes it has a fifth of that. */
    private static final int HEAVIEST = 1 << 20;

    private static final int EACH = 64;
    private static final Map<String, Object> TOO_LARGE = Map.of("state", "TooLarge", "since", "too large to look into");
    private static final Set<String> OURS = Set.of(StoredRollout.FINALIZER);

    /** Characters that one weighs by itself. */
    private static final int OBJECT = 1_024;

    /** Characters that any status weighs which is of the size that Sluice writes: what it writes itself makes nothing crowded. */
    private static final int STATUS_AS_WRITTEN = 1_024;

    private static final int LARGE_STATUS = 16 << 10;

    private final boolean crowded;
    private final boolean told;

    private LeanResource(GenericKubernetesResource whole, Map<String, Object> fields) {
        this(whole, metadata(whole.getMetadata()), fields, false, false);
    }

    private LeanResource(
            GenericKubernetesResource whole,
            ObjectMeta metadata,
            Map<String, Object> fields,
            boolean crowded,
            boolean told) {
        this.crowded = crowded;
        this.told = told;
        setApiVersion(whole.getApiVersion());
        setKind(whole.getKind());
        setMetadata(metadata);
        setAdditionalProperties(fields);
    }

    /** A policy of which little more than the name is kept, since its namespace has very many. */
    static LeanResource bare(GenericKubernetesResource policy) {
        ObjectMeta known = policy.getMetadata();
        return new LeanResource(
                policy,
                new ObjectMetaBuilder()
                        .withNamespace(known.getNamespace())
                        .withName(known.getName())
                        .withUid(known.getUid())
                        .withResourceVersion(known.getResourceVersion())
                        .withGeneration(known.getGeneration())
                        .withCreationTimestamp(known.getCreationTimestamp())
                        .withDeletionTimestamp(known.getDeletionTimestamp())
                        .build(),
                Map.of(),
                true,
                told(policy));
    }

    private static boolean told(GenericKubernetesResource policy) {
        return policy.getAdditionalProperties().get(STATUS) instanceof Map<?, ?> status
                && StoredPolicy.crowd(policy).equals(status.get("message"))
                && "False".equals(status.get("ready"))
                && status.get("observedGeneration") instanceof Number observed
                && Long.valueOf(observed.longValue())
                        .equals(policy.getMetadata().getGeneration());
    }

    /** Whether little more than the name is kept of it. */
    boolean crowded() {
        return crowded;
    }

    /** Whether its status says so already. */
    boolean told() {
        return told;
    }

    /** Characters that a policy counts for among those of its namespace; none when it is kept bare. */
    long weight() {
        if (crowded) {
            return 0;
        }
        Object status = getAdditionalProperties().get(STATUS);
        int own = status == null ? 0 : weight(status, HEAVIEST);
        return own == 0 || own > LARGE_STATUS ? weightOfAll() : weightOfAll() - own + STATUS_AS_WRITTEN;
    }

    /** Characters that a Rollout counts for, most of which are in its status. */
    long weightOfAll() {
        long sum = OBJECT;
        for (Object field : getAdditionalProperties().values()) {
            sum += weight(field, HEAVIEST);
        }
        ObjectMeta metadata = getMetadata();
        sum += weight(metadata.getLabels(), HEAVIEST) + weight(metadata.getAnnotations(), HEAVIEST);
        sum += weight(metadata.getFinalizers(), HEAVIEST);
        for (OwnerReference one : metadata.getOwnerReferences()) {
            sum += EACH + weight(one.getName(), HEAVIEST) + weight(one.getKind(), HEAVIEST);
        }
        return sum;
    }

    /** All but that. */
    static LeanResource of(GenericKubernetesResource whole) {
        return new LeanResource(whole, whole.getAdditionalProperties());
    }

    /** Without its recording too, which is most of a Rollout that is over. */
    static LeanResource withoutRecording(GenericKubernetesResource whole) {
        Map<String, Object> fields = new LinkedHashMap<>(whole.getAdditionalProperties());
        fields.computeIfPresent(STATUS, (_, status) -> withoutRecording(status));
        return new LeanResource(whole, fields);
    }

    private static Object withoutRecording(Object status) {
        // A status of nothing else is one that nobody understands, and has to stay that.
        if (status instanceof Map<?, ?> known && known.containsKey(RECORDING) && known.size() > 1) {
            Map<Object, Object> fields = new LinkedHashMap<>(known);
            fields.remove(RECORDING);
            return bounded(fields);
        }
        return bounded(status);
    }

    /** One that is too large is one that nobody understands, as far as a watch tells. */
    private static Object bounded(Object status) {
        return weight(status, HEAVIEST) > HEAVIEST ? TOO_LARGE : status;
    }

    /** Looks no further than at so much. */
    private static int weight(@Nullable Object value, int most) {
        int sum = EACH + (value instanceof String text ? text.length() : 0);
        if (value instanceof Map<?, ?> fields) {
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                sum += String.valueOf(field.getKey()).length() + weight(field.getValue(), most - sum);
                if (sum > most) {
                    break;
                }
            }
        } else if (value instanceof Iterable<?> items) {
            for (Object item : items) {
                sum += weight(item, most - sum);
                if (sum > most) {
                    break;
                }
            }
        }
        return sum;
    }

    private static ObjectMeta metadata(ObjectMeta whole) {
        ObjectMeta lean = new ObjectMetaBuilder(whole)
                .withManagedFields(List.of())
                .removeFromAnnotations(APPLIED)
                .build();
        if (lean.getLabels() != null && lean.getLabels().size() > MOST) {
            Map<String, String> labels = new LinkedHashMap<>(lean.getLabels());
            labels.keySet().retainAll(Set.of(RolloutClient.POLICY_LABEL));
            lean.setLabels(labels);
        }
        if (lean.getAnnotations() != null && lean.getAnnotations().size() > MOST) {
            lean.setAnnotations(Map.of());
        }
        if (lean.getFinalizers().size() > MOST) {
            lean.setFinalizers(lean.getFinalizers().stream()
                    .filter(OURS::contains)
                    .distinct()
                    .toList());
        }
        if (lean.getOwnerReferences().size() > MOST) {
            lean.setOwnerReferences(List.copyOf(lean.getOwnerReferences().subList(0, MOST)));
        }
        return lean;
    }
}
