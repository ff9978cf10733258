package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import org.jspecify.annotations.Nullable;

/** JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7386), as an API server applies them. */
final class JsonPatches {
    private JsonPatches() {}

    static JsonNode apply(@Nullable String contentType, JsonNode stored, JsonNode patch) throws ApiFailure {
        String type = contentType == null ? "" : contentType;
        if (type.startsWith("application/json-patch+json")) {
            return jsonPatch(stored, patch);
        }
        if (type.startsWith("application/merge-patch+json")) {
            return merge(stored.deepCopy(), patch);
        }
        throw ApiFailure.of(
                415, "UnsupportedMediaType", "the local API server knows JSON Patch and JSON Merge Patch, not " + type);
    }

    /** Refuses what was made from another version of the stored object. */
    static void refuseStale(JsonNode stored, JsonNode sent) throws ApiFailure {
        String base = sent.at("/metadata/resourceVersion").asText();
        if (!base.isEmpty()
                && !base.equals(stored.at("/metadata/resourceVersion").asText())) {
            throw ApiFailure.of(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on %s \"%s\": the object has been modified; please apply your changes to the latest version and try again"
                            .formatted(
                                    stored.path("kind").asText(),
                                    stored.at("/metadata/name").asText()));
        }
    }

    private static JsonNode jsonPatch(JsonNode stored, JsonNode patch) throws ApiFailure {
        try {
            return JsonPatch.apply(patch, stored.deepCopy());
        } catch (JsonPatchException e) {
            throw ApiFailure.of(422, "Invalid", "the server rejected our request: " + e.getMessage());
        }
    }

    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode merged = target instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        changes.properties().forEach(change -> {
            String field = change.getKey();
            if (change.getValue().isNull()) {
                merged.remove(field);
            } else {
                merged.set(field, merge(merged.path(field), change.getValue()));
            }
        });
        return merged;
    }
}
