package dev.sluice.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.kubernetes.StoredRollout;
import java.util.List;

/** Rollouts for programs: the objects of the cluster, without what nobody else should see or read. */
public final class ObjectPrinter {
    private static final ObjectMapper JSON = new ObjectMapper();

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

    private static void in(JsonNode json, String path, String field) {
        if (json.at(path) instanceof ObjectNode parent) {
            parent.remove(field);
        }
    }
}
