package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.cluster.ApiRequestDescription;
import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * An object of the manifests, as people name it.
 *
 * @param json the object
 */
record ManifestObject(ObjectNode json) {
    private static final String LABEL = "app.kubernetes.io/name";
    private static final String CONTAINERS = "/spec/template/spec/containers";
    private static final List<String> BOOKKEEPING = List.of("managedFields", "resourceVersion", "generation", "uid");

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

    /** Changes the images of its containers as kustomize does: {@code name} is replaced by {@code newName} and {@code newTag}. */
    void rename(JsonNode image) {
        for (JsonNode container : json.at(CONTAINERS)) {
            String[] parts = container.path("image").asText().split(":", 2);
            if (parts[0].equals(image.path("name").asText())) {
                String name = image.path("newName").asText(parts[0]);
                String tag = image.path("newTag").asText(parts.length > 1 ? parts[1] : "latest");
                ((ObjectNode) container).put("image", name + ":" + tag);
            }
        }
    }

    /** Gives all its containers an image. */
    void setImage(String image) {
        json.at(CONTAINERS).forEach(container -> ((ObjectNode) container).put("image", image));
    }

    /** Whether everything that it says is in {@code found}, bookkeeping aside; found may say more. */
    boolean isIn(ObjectNode found) {
        ObjectNode bare = json.deepCopy();
        ((ObjectNode) bare.path("metadata")).remove(BOOKKEEPING);
        bare.remove("status");
        return within(bare, found);
    }

    private static boolean within(JsonNode part, JsonNode whole) {
        if (part.isObject()) {
            return part.propertyStream().allMatch(field -> within(field.getValue(), whole.path(field.getKey())));
        }
        if (part.isArray()) {
            return part.size() == whole.size()
                    && StreamSupport.stream(part.spliterator(), false)
                            .allMatch(one -> StreamSupport.stream(whole.spliterator(), false)
                                    .anyMatch(other -> within(one, other)));
        }
        if (part.isNumber() && whole.isNumber()) {
            return part.decimalValue().compareTo(whole.decimalValue()) == 0;
        }
        return part.equals(whole) || part.asText().equals(whole.asText()) || whole.isMissingNode() && isNothing(part);
    }

    /** What the API server leaves out when it writes an object down. */
    private static boolean isNothing(JsonNode value) {
        return value.isNumber() && value.decimalValue().signum() == 0 || value.isBoolean() && !value.booleanValue();
    }

    @Override
    public String toString() {
        return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }
}
