package dev.sluice.store;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a watch keeps of a policy or a Rollout: not who wrote which field, not what was last applied. It is there to be read; whoever writes
 * begins with the whole object.
 */
final class LeanResource extends GenericKubernetesResource {
    private static final long serialVersionUID = 1L;

    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String STATUS = "status";
    private static final String RECORDING = "recording";

    private LeanResource(GenericKubernetesResource whole, Map<String, Object> fields) {
        setApiVersion(whole.getApiVersion());
        setKind(whole.getKind());
        setMetadata(metadata(whole.getMetadata()));
        setAdditionalProperties(fields);
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
            return fields;
        }
        return status;
    }

    private static ObjectMeta metadata(ObjectMeta whole) {
        return new ObjectMetaBuilder(whole)
                .withManagedFields(List.of())
                .removeFromAnnotations(APPLIED)
                .build();
    }
}
