package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.cluster.ApiRequestDescription;
import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Locale;

/**
 * An object of the manifests, as people name it.
 *
 * @param json the object
 */
record ManifestObject(ObjectNode json) {
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

    /** What is asked of the API server about it, for when that is refused. */
    ApiRequestDescription ask(String verb) {
        String group = kindOf().getGroup();
        return new ApiRequestDescription(
                verb, kindOf().getPlural() + (group.isEmpty() ? "" : "." + group), namespace());
    }

    /** How the API server addresses its kind. */
    ResourceDefinitionContext kindOf() {
        String api = json.path("apiVersion").asText();
        int slash = api.indexOf('/');
        return new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : api.substring(0, slash))
                .withVersion(api.substring(slash + 1))
                .withKind(kind())
                .withPlural(Pluralize.toPlural(kind().toLowerCase(Locale.ROOT)))
                .withNamespaced(!namespace().isEmpty())
                .build();
    }

    @Override
    public String toString() {
        return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }
}
