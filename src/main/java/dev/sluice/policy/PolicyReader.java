package dev.sluice.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Reads the spec of a RolloutPolicy; every error names the field and the cure. */
public final class PolicyReader {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private PolicyReader() {}

    /**
     * Reads the spec.
     *
     * @param spec the value of {@code spec}; a missing one reads as an empty one
     * @throws InvalidPolicy when a field is unknown, missing or out of range
     */
    public static PolicySpec read(JsonNode spec) {
        try {
            JsonNode object = spec.isMissingNode() || spec.isNull() ? STRICT.createObjectNode() : spec;
            return STRICT.treeToValue(object, PolicySpec.class);
        } catch (JsonMappingException e) {
            throw explain(e).under("spec");
        } catch (JsonProcessingException e) {
            throw new InvalidPolicy("spec", "cannot be read: " + e.getOriginalMessage());
        }
    }

    private static InvalidPolicy explain(JsonMappingException e) {
        String path = path(e);
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                new InvalidPolicy(path, "is not a field here; known are " + known(unknown));
            case InvalidFormatException format
            when format.getTargetType().isEnum() ->
                new InvalidPolicy(path, "is \"" + format.getValue() + "\"; use " + constants(format.getTargetType()));
            case JsonMappingException other
            when other.getCause() instanceof InvalidPolicy invalid -> invalid.under(path);
            default -> new InvalidPolicy(path, "cannot be read: " + firstSentence(e.getOriginalMessage()));
        };
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(" or "));
    }

    private static String firstSentence(String message) {
        int from = message.indexOf("not a valid `java.time.Duration` value");
        int detail = message.indexOf("\": ");
        return from < 0 && detail > 0 ? message.substring(detail + 3) : message;
    }
}
