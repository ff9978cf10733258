package dev.sluice.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.kubernetes.JsonMappers;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.Map;

/** What is written into a HorizontalPodAutoscaler, as JSON merge patches that are refused when it has changed since it was read. */
final class AutoscalerPatch {
    private static final String NONE = "none";

    private AutoscalerPatch() {}

    /** The first write says what it was; a later one keeps that, unless someone else has set another minimum meanwhile. */
    static ObjectNode raised(HorizontalPodAutoscaler one, int minimum, String rollout) {
        ObjectNode patch = unchanged(one);
        String now = one.getSpec().getMinReplicas() == null
                ? NONE
                : one.getSpec().getMinReplicas().toString();
        String before = now.equals(annotations(one).get(Autoscalers.RAISED))
                ? annotations(one).getOrDefault(Autoscalers.BEFORE, now)
                : now;
        patch.withObject("/metadata/annotations")
                .put(Autoscalers.HELD_FOR, rollout)
                .put(Autoscalers.BEFORE, before)
                .put(Autoscalers.RAISED, Integer.toString(minimum));
        patch.withObject("/spec").put("minReplicas", minimum);
        return patch;
    }

    /** As it was before, where nobody has changed it since. */
    static ObjectNode restored(HorizontalPodAutoscaler one) {
        ObjectNode patch = unchanged(one);
        patch.withObject("/metadata/annotations")
                .putNull(Autoscalers.HELD_FOR)
                .putNull(Autoscalers.BEFORE)
                .putNull(Autoscalers.RAISED);
        String before = annotations(one).getOrDefault(Autoscalers.BEFORE, "");
        boolean ours = String.valueOf(one.getSpec().getMinReplicas())
                .equals(annotations(one).get(Autoscalers.RAISED));
        if (ours && before.equals(NONE)) {
            patch.withObject("/spec").putNull("minReplicas");
        } else if (ours && before.matches("[0-9]{1,9}")) {
            patch.withObject("/spec").put("minReplicas", Integer.parseInt(before));
        }
        return patch;
    }

    /** Without the fields that are Sluice's. */
    static ObjectNode givenUp(HorizontalPodAutoscaler one) {
        ObjectNode patch = unchanged(one);
        patch.withObject("/metadata")
                .set(
                        "managedFields",
                        JsonMappers.MAPPER.valueToTree(one.getMetadata().getManagedFields().stream()
                                .filter(entry -> !ours(entry))
                                .toList()));
        return patch;
    }

    static boolean ours(ManagedFieldsEntry entry) {
        return KubernetesNames.FIELD_MANAGER.equals(entry.getManager());
    }

    /** A patch that the API server refuses when the object has changed since it was read. */
    private static ObjectNode unchanged(HorizontalPodAutoscaler one) {
        ObjectNode patch = JsonMappers.MAPPER.createObjectNode();
        patch.withObject("/metadata").put("resourceVersion", one.getMetadata().getResourceVersion());
        return patch;
    }

    static Map<String, String> annotations(HorizontalPodAutoscaler one) {
        Map<String, String> known = one.getMetadata().getAnnotations();
        return known == null ? Map.of() : known;
    }
}
