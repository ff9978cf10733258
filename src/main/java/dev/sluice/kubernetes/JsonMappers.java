package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.LearnedTypes;
import dev.sluice.api.UntrustedInput;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.Optional;

/** Between resources and JSON. */
public final class JsonMappers {
    /** Tolerant: a newer Sluice may have written fields that this one does not know. */
    public static final ObjectMapper MAPPER = LearnedTypes.of(
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build(),
            RolloutSpec.class,
            RolloutStatus.class,
            PolicyStatus.class,
            GenericKubernetesResource.class,
            LeanResource.class,
            PodTemplateSpec.class);

    private JsonMappers() {}

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return MAPPER.convertValue(value, Map.class);
    }

    static <T> Optional<T> optional(JsonNode json, Class<T> type) {
        if (json.isMissingNode() || json.isEmpty()) {
            return Optional.empty();
        }
        return UntrustedInput.read(
                () -> {
                    try {
                        return Optional.of(MAPPER.treeToValue(json, type));
                    } catch (JsonProcessingException e) {
                        return Optional.empty();
                    }
                },
                _ -> Optional.empty());
    }
}
