package dev.sluice.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.PolicySpec;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The reference of the policy names every field, default, limit and meaning that the CRD has. */
class PolicyDocsTest {
    private static final Path REFERENCE = Path.of("docs/policy.md");
    private static final String BEGIN = "<!-- fields: generated, do not edit -->\n";
    private static final String END = "<!-- end of fields -->";
    private static final String DEFAULT = "Default: ";

    @Test
    void nameEveryFieldOfTheSchema() {
        String text = Files.text(REFERENCE);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        Files.check(REFERENCE, text.substring(0, from) + table() + text.substring(to));
    }

    private static String table() {
        return Schema.policy().all().stream()
                .sorted(Comparator.comparing(PolicyDocsTest::place))
                .map(PolicyDocsTest::row)
                .collect(Collectors.joining(
                        "\n", "\n| Field | Type | Default | Meaning |\n|---|---|---|---|\n", "\n\n"));
    }

    /** The schema is sorted by name; people read the fields in the order of the Java type. */
    private static int place(Schema field) {
        String top = field.path().split("[.\\[]", 2)[0];
        return Arrays.stream(PolicySpec.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList()
                .indexOf(top);
    }

    private static String row(Schema field) {
        String description = field.json().path("description").asText();
        if (description.isEmpty()) {
            throw new IllegalStateException(
                    field.path() + " has no description; give its record component a @JsonPropertyDescription");
        }
        return "| `" + field.path() + "` | " + type(field.json()) + " | " + byDefault(field, description) + " | "
                + meaning(description) + " |";
    }

    private static String type(JsonNode schema) {
        List<String> parts = new ArrayList<>();
        parts.add(name(schema));
        if (schema.has("enum")) {
            parts.add(StreamSupport.stream(schema.path("enum").spliterator(), false)
                    .map(one -> "`" + one.asText() + "`")
                    .collect(Collectors.joining(" or ")));
        }
        if (schema.has("minimum")) {
            parts.add(schema.path("minimum").asLong() + " to "
                    + schema.path("maximum").asLong());
        }
        if (schema.has("maxItems")) {
            parts.add(schema.path("minItems").asInt(0) + " to "
                    + schema.path("maxItems").asInt());
        }
        return String.join(", ", parts);
    }

    private static String name(JsonNode schema) {
        if (schema.path("pattern").asText().contains("ms|s|m|h")) {
            return "duration";
        }
        if (schema.has("additionalProperties")) {
            return "map of " + schema.at("/additionalProperties/type").asText() + "s";
        }
        String type = schema.path("type").asText();
        return type.equals("array") ? "list of " + schema.at("/items/type").asText() + "s" : type;
    }

    private static String byDefault(Schema field, String description) {
        if (field.required()) {
            return "**required**";
        }
        if (field.json().has("default")) {
            return "`" + field.json().path("default").asText() + "`";
        }
        int at = description.indexOf(DEFAULT);
        return at < 0 ? "" : firstSentence(description.substring(at + DEFAULT.length()));
    }

    private static String meaning(String description) {
        int at = description.indexOf(DEFAULT);
        if (at < 0) {
            return description;
        }
        String rest = description.substring(at + DEFAULT.length());
        return (description.substring(0, at)
                        + rest.substring(
                                Math.min(rest.length(), firstSentence(rest).length() + 1)))
                .replace("  ", " ")
                .strip();
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        return end < 0 ? text.substring(0, text.length() - 1) : text.substring(0, end);
    }
}
