package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The images of a Deployment's containers. */
final class ImageOverrides {
    private static final String CONTAINERS = "/spec/template/spec/containers";

    private ImageOverrides() {}

    /** As kustomize does it: {@code name} is replaced by {@code newName} and {@code newTag}. */
    static void rename(ObjectNode object, JsonNode image) {
        for (JsonNode container : object.at(CONTAINERS)) {
            String[] parts = container.path("image").asText().split(":", 2);
            if (parts[0].equals(image.path("name").asText())) {
                String name = image.path("newName").asText(parts[0]);
                String tag = image.path("newTag").asText(parts.length > 1 ? parts[1] : "latest");
                ((ObjectNode) container).put("image", name + ":" + tag);
            }
        }
    }

    static void set(ObjectNode object, String image) {
        object.at(CONTAINERS).forEach(container -> ((ObjectNode) container).put("image", image));
    }
}
