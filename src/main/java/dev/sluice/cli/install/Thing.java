package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An object of the manifests, as people name it.
 *
 * @param json the object
 */
record Thing(ObjectNode json) {
    private static final String LABEL = "app.kubernetes.io/name";

    String kind() {
        return json.path("kind").asText();
    }

    String name() {
        return json.at("/metadata/name").asText();
    }

    /** Empty for one that is in no namespace. */
    String namespace() {
        return json.at("/metadata/namespace").asText();
    }

    boolean is(String kind) {
        return kind().equals(kind);
    }

    /** Whether an object of this name in the cluster is Sluice's: a kind of its group, or one with its label. */
    boolean owns(JsonNode found) {
        return (is("CustomResourceDefinition") && name().endsWith(".sluice.dev"))
                || found.path("metadata")
                        .path("labels")
                        .path(LABEL)
                        .asText()
                        .equals(json.path("metadata").path("labels").path(LABEL).asText("sluice"));
    }

    @Override
    public String toString() {
        return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }
}
