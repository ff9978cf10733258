package dev.sluice.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.kubernetes.StoredRollout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Rollouts for programs: the objects of the cluster, without what nobody else should see or read. */
public final class ObjectPrinter {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private ObjectPrinter() {}

    /**
     * One Rollout without its pin: who knows it chooses the version.
     *
     * @param full whether with the recording and what is kept of the evidence, which are long and for Sluice itself
     */
    public static ObjectNode shown(StoredRollout rollout, boolean full) {
        ObjectNode json = JSON.valueToTree(rollout.raw());
        in(json, "/metadata", "managedFields");
        in(json, "/spec", "pin");
        if (!full) {
            in(json, "/status", "recording");
            in(json, "/status/evidence", "kept");
        }
        return json;
    }

    /** Several as kubectl lists them. */
    public static ObjectNode list(List<StoredRollout> rollouts, boolean full) {
        ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        ArrayNode items = list.putArray("items");
        rollouts.forEach(rollout -> items.add(shown(rollout, full)));
        return list;
    }

    /** Writes it, with a line break at its end. */
    public static String text(JsonNode json, OutputFormat format) {
        try {
            return format == OutputFormat.yaml ? YAML.writeValueAsString(json) : JSON.writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void in(JsonNode json, String path, String field) {
        if (json.at(path) instanceof ObjectNode parent) {
            parent.remove(field);
        }
    }
}
