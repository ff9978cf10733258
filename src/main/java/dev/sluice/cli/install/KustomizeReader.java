package dev.sluice.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.zjsonpatch.JsonPatch;
import io.quarkus.runtime.annotations.RegisterResources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The directory kubernetes/, as the build has packed it: read by its kustomizations, so that nobody lists the files twice. */
@RegisterResources(globs = "META-INF/sluice/kubernetes/**")
final class KustomizeReader {
    private static final String ROOT = "/META-INF/sluice/kubernetes/";
    private static final String KUSTOMIZATION = "/kustomization.yaml";
    private static final YAMLMapper YAML = new YAMLMapper();

    private KustomizeReader() {}

    /** The objects of a directory, in the order of its kustomization, under the images that it names. */
    static List<ObjectNode> directory(String directory) {
        JsonNode kustomization = documents(directory + KUSTOMIZATION).getFirst();
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode resource : kustomization.path("resources")) {
            String path = directory + "/" + resource.asText();
            objects.addAll(path.endsWith(".yaml") ? documents(path) : directory(path));
        }
        kustomization
                .path("images")
                .forEach(image -> objects.forEach(object -> new ManifestObject(object).rename(image)));
        return objects;
    }

    /** Changes objects as a component's kustomization says: each patch by operations (RFC 6902), each target by kind and an expression for the name. */
    static void patch(String component, List<ObjectNode> objects) {
        JsonNode kustomization = documents(component + KUSTOMIZATION).getFirst();
        for (JsonNode patch : kustomization.path("patches")) {
            JsonNode operations = tree(component + "/" + patch.path("path").asText());
            JsonNode target = patch.path("target");
            if (operations.isArray()) {
                objects.replaceAll(object -> meant(object, target) ? patched(object, operations) : object);
            }
        }
    }

    private static boolean meant(ObjectNode object, JsonNode target) {
        return object.path("kind").asText().equals(target.path("kind").asText())
                && object.at("/metadata/name")
                        .asText()
                        .matches(target.path("name").asText());
    }

    private static ObjectNode patched(ObjectNode object, JsonNode operations) {
        return (ObjectNode) JsonPatch.apply(operations, object);
    }

    private static List<ObjectNode> documents(String file) {
        try (InputStream in = open(file);
                var documents = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(in)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static JsonNode tree(String file) {
        try (InputStream in = open(file)) {
            return YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static InputStream open(String file) {
        return Objects.requireNonNull(KustomizeReader.class.getResourceAsStream(ROOT + file), ROOT + file);
    }
}
