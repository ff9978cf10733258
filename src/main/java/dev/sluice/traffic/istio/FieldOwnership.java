package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.TextSanitizer;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Who wrote an object last, and what is ours in it, by what the API server keeps in {@code metadata.managedFields}. */
final class FieldOwnership {
    private static final Comparator<JsonNode> BY_TIME = Comparator.comparing(FieldOwnership::time);

    private FieldOwnership() {}

    /**
     * Who wrote an object after Sluice did, as far as the API server tells: the manager, how it writes and when. Empty when Sluice wrote
     * last, so that what differs is not yet written, not written by others.
     */
    static Optional<String> author(JsonNode json) {
        String ours = entries(json)
                .filter(FieldOwnership::ours)
                .map(FieldOwnership::time)
                .max(Comparator.naturalOrder())
                .orElse("");
        return entries(json)
                .filter(entry ->
                        !ours(entry) && entry.path("subresource").asText().isEmpty())
                .max(BY_TIME)
                .filter(entry -> time(entry).compareTo(ours) >= 0)
                .map(entry -> TextSanitizer.quoted(entry.path("manager").asText("someone without a name")) + " ("
                        + entry.path("operation").asText("Update") + ", " + time(entry) + ")");
    }

    /**
     * Gives up every field that Sluice owns, so that who applies the object on the server's side afterwards meets no conflict.
     *
     * @return the same object when it owns none
     */
    static ObjectNode released(ObjectNode json) {
        if (entries(json).noneMatch(FieldOwnership::ours)) {
            return json;
        }
        ObjectNode copy = json.deepCopy();
        ArrayNode fields = (ArrayNode) copy.at("/metadata/managedFields");
        fields.removeIf(FieldOwnership::ours);
        return copy;
    }

    private static Stream<JsonNode> entries(JsonNode json) {
        return StreamSupport.stream(json.at("/metadata/managedFields").spliterator(), false);
    }

    private static boolean ours(JsonNode entry) {
        return KubernetesNames.FIELD_MANAGER.equals(entry.path("manager").asText());
    }

    /** ISO 8601 in whole seconds, which sorts as text. */
    private static String time(JsonNode entry) {
        return entry.path("time").asText();
    }
}
