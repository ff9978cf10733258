package dev.sluice.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;

/** Reads the spec of a RolloutPolicy; every error names the field and the cure. */
public final class PolicyReader {
    /** As strict as the API server, which takes no text for a number nor a number for a text. */
    private static final ObjectMapper STRICT = LearnedTypes.of(
            JsonMapper.builder()
                    .enable(
                            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                    .build(),
            PolicySpec.class);

    private PolicyReader() {}

    /**
     * Reads the spec from JSON as text.
     *
     * @throws InvalidPolicyException when it is no JSON, or a field is unknown, missing or out of range
     */
    public static PolicySpec read(String json) {
        try {
            return read(STRICT.readTree(json));
        } catch (JsonProcessingException e) {
            throw new InvalidPolicyException("spec", "is no JSON: " + e.getOriginalMessage());
        }
    }

    /** The spec as JSON, in one line. */
    public static String json(PolicySpec spec) {
        return STRICT.valueToTree(spec).toString();
    }

    /**
     * Reads the spec.
     *
     * @param spec the value of {@code spec}; a missing one reads as an empty one
     * @throws InvalidPolicyException when a field is unknown, missing or out of range
     */
    public static PolicySpec read(JsonNode spec) {
        try {
            JsonNode object = spec.isMissingNode() || spec.isNull() ? STRICT.createObjectNode() : spec;
            return sendable(STRICT.treeToValue(object, PolicySpec.class));
        } catch (JsonMappingException e) {
            throw JsonErrorTranslator.of(e, spec).under("spec");
        } catch (JsonProcessingException e) {
            throw new InvalidPolicyException("spec", "cannot be read: " + e.getOriginalMessage());
        }
    }

    private static PolicySpec sendable(PolicySpec policy) {
        try {
            ProbeHeaders.sendable(policy.health().probe().headers());
            return policy;
        } catch (InvalidPolicyException e) {
            throw e.under("spec.health.probe");
        }
    }
}
