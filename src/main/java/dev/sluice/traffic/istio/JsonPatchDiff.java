package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.DiffFlags;
import io.fabric8.zjsonpatch.JsonDiff;
import java.util.EnumSet;
import java.util.Map;

/**
 * The difference of two objects as a JSON Patch. JsonDiff compares each entry of a list with each of the other, in time and memory, so that
 * lists of thousands are written anew in whole; the resource version in the patch keeps that from undoing what others wrote.
 */
final class JsonPatchDiff {
    /** Of pairs of entries that JsonDiff is given. */
    static final long PAIRS = 1_000_000;

    /** Without "copy" and "move": JsonDiff works out their paths as if some of its later operations had been done already. */
    private static final EnumSet<DiffFlags> PLAIN = DiffFlags.dontNormalizeOpIntoMoveAndCopy();

    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    private long pairs;

    private JsonPatchDiff() {}

    /** What makes one of the other. */
    static ArrayNode of(ObjectNode before, ObjectNode after) {
        JsonPatchDiff change = new JsonPatchDiff();
        change.compare("", before, after);
        return change.operations;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode one && after instanceof ObjectNode other) {
            compareFields(path, one, other);
        } else if (before instanceof ArrayNode && after instanceof ArrayNode) {
            compareLists(path, before, after);
        } else {
            operation("replace", path).set("value", after);
        }
    }

    private void compareFields(String path, ObjectNode before, ObjectNode after) {
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            String there = path + "/" + escaped(field.getKey());
            JsonNode now = after.get(field.getKey());
            if (now == null) {
                operation("remove", there);
            } else {
                compare(there, field.getValue(), now);
            }
        }
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            if (!before.has(field.getKey())) {
                operation("add", path + "/" + escaped(field.getKey())).set("value", field.getValue());
            }
        }
    }

    private void compareLists(String path, JsonNode before, JsonNode after) {
        pairs += (long) entries(before) * entries(after);
        if (pairs > PAIRS) {
            operation("replace", path).set("value", after);
            return;
        }
        for (JsonNode one : JsonDiff.asJson(before, after, PLAIN)) {
            ObjectNode operation = (ObjectNode) one;
            operation.put("path", path + operation.path("path").asText());
            operations.add(operation);
        }
    }

    /** Of all lists in it, since they are compared too. */
    private static int entries(JsonNode json) {
        int entries = json.isArray() ? json.size() : 0;
        for (JsonNode one : json) {
            entries += one.isContainerNode() ? entries(one) : 0;
        }
        return entries;
    }

    private ObjectNode operation(String op, String path) {
        return operations.addObject().put("op", op).put("path", path);
    }

    private static String escaped(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }
}
