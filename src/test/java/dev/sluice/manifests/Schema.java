package dev.sluice.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a CRD's structural schema.
 *
 * @param path the field's path, as in {@code steps[].weight}
 * @param json the schema
 * @param required whether the field must be there
 */
record Schema(String path, JsonNode json, boolean required) {
    /** The schema of a policy's spec. */
    static Schema policy() {
        JsonNode crd = Files.yaml(Path.of("kubernetes/crds/rolloutpolicies.sluice.dev.yaml"))
                .getFirst();
        return new Schema("", crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"), true);
    }

    /** The fields below this one, each before its own. */
    List<Schema> all() {
        List<Schema> all = new ArrayList<>();
        JsonNode object = json.has("items") ? json.path("items") : json;
        String base = path.isEmpty() ? "" : path + (json.has("items") ? "[]." : ".");
        object.path("properties").properties().forEach(field -> {
            Schema child = new Schema(base + field.getKey(), field.getValue(), requires(object, field.getKey()));
            all.add(child);
            all.addAll(child.all());
        });
        return all;
    }

    /** Paths in the value that this schema does not know. */
    List<String> unknown(JsonNode value, String at) {
        List<String> unknown = new ArrayList<>();
        if (value.isArray()) {
            Schema item = new Schema(path, json.path("items"), false);
            for (int i = 0; i < value.size(); i++) {
                unknown.addAll(item.unknown(value.get(i), at + "[" + i + "]"));
            }
        } else if (value.isObject() && !json.has("additionalProperties")) {
            value.properties().forEach(field -> {
                JsonNode child = json.path("properties").path(field.getKey());
                String name = at + "." + field.getKey();
                unknown.addAll(
                        child.isMissingNode()
                                ? List.of(name)
                                : new Schema(path, child, false).unknown(field.getValue(), name));
            });
        }
        return unknown;
    }

    private static boolean requires(JsonNode object, String field) {
        for (JsonNode name : object.path("required")) {
            if (name.asText().equals(field)) {
                return true;
            }
        }
        return false;
    }
}
