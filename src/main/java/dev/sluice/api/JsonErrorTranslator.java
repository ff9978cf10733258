package dev.sluice.api;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says for a person who has never seen Java what Jackson did not like. */
final class JsonErrorTranslator {
    private static final Map<Class<?>, String> WANTED = Map.of(
            Integer.class, "a whole number",
            Double.class, "a number",
            Boolean.class, "true or false",
            Duration.class, "a number and a unit, as in 30s, 1m30s or 250ms");

    private JsonErrorTranslator() {}

    static InvalidPolicyException of(JsonMappingException e, JsonNode spec) {
        String path = path(e.getPath());
        String found = found(e.getPath(), spec);
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                new InvalidPolicyException(path, "is not a field here; known are " + known(unknown));
            case MismatchedInputException wrong
            when wrong.getTargetType() != null ->
                new InvalidPolicyException(
                        path, found + "; write " + wanted(wrong.getTargetType()) + elsewhere(e.getPath()));
            case JsonMappingException other
            when other.getCause() instanceof InvalidPolicyException invalid -> invalid.under(path);
            case JsonMappingException other
            when other.getCause() instanceof InputCoercionException ->
                new InvalidPolicyException(path, found + "; write a smaller number");
            default -> new InvalidPolicyException(path, found + ", which cannot be read: " + e.getOriginalMessage());
        };
    }

    private static String path(List<Reference> steps) {
        StringBuilder path = new StringBuilder();
        for (Reference step : steps) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /** What stands in headers may be a credential, and is not said. */
    private static String found(List<Reference> steps, JsonNode spec) {
        if (header(steps)) {
            return "is not what it has to be";
        }
        JsonNode node = spec;
        for (Reference step : steps) {
            node = step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
        }
        return "is " + TextSanitizer.quoted(node.toString());
    }

    private static boolean header(List<Reference> steps) {
        return steps.stream().anyMatch(step -> "headers".equals(step.getFieldName()));
    }

    private static String elsewhere(List<Reference> steps) {
        return header(steps) ? ", or name the Secret that it stands in under headersFrom" : "";
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return names(Arrays.stream(type.getEnumConstants()), " or ");
        }
        if (type.isRecord()) {
            return "fields: " + names(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName), ", ");
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return WANTED.getOrDefault(type, "a text (a number goes in quotes)");
    }

    private static String names(Stream<?> things, String separator) {
        return things.map(Object::toString).collect(Collectors.joining(separator));
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }
}
