package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** Tells whether an apply would change an object. */
final class ManifestDiff {
    private static final List<String> BOOKKEEPING = List.of("managedFields", "resourceVersion", "generation", "uid");

    private ManifestDiff() {}

    /** Whether everything that {@code wanted} says is in {@code found}, bookkeeping aside; found may say more. */
    static boolean same(ObjectNode found, ObjectNode wanted) {
        ObjectNode bare = wanted.deepCopy();
        ((ObjectNode) bare.path("metadata")).remove(BOOKKEEPING);
        bare.remove("status");
        return within(bare, found);
    }

    private static boolean within(JsonNode part, JsonNode whole) {
        if (part.isObject()) {
            return part.propertyStream().allMatch(field -> within(field.getValue(), whole.path(field.getKey())));
        }
        if (part.isArray()) {
            return part.size() == whole.size()
                    && StreamSupport.stream(part.spliterator(), false)
                            .allMatch(one -> StreamSupport.stream(whole.spliterator(), false)
                                    .anyMatch(other -> within(one, other)));
        }
        if (part.isNumber() && whole.isNumber()) {
            return part.decimalValue().compareTo(whole.decimalValue()) == 0;
        }
        return part.equals(whole) || part.asText().equals(whole.asText()) || whole.isMissingNode() && isNothing(part);
    }

    /** What the API server leaves out when it writes an object down. */
    private static boolean isNothing(JsonNode value) {
        return value.isNumber() && value.decimalValue().signum() == 0 || value.isBoolean() && !value.booleanValue();
    }
}
