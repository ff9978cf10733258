package dev.sluice.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CRDs that are shipped are those that the Java types say. */
class CrdsTest {
    private static final Path GENERATED = Path.of("target/crds");

    /** The generator sorts columns by path; people read them in this order. */
    private static final List<String> COLUMNS =
            List.of("POLICY", "DESIRED", "STATE", "STAGE", "ASKED", "SEEN", "READY", "AGE", "MESSAGE");

    @ParameterizedTest
    @ValueSource(strings = {"rolloutpolicies", "rollouts"})
    void areShippedAsTheJavaTypesSay(String plural) {
        JsonNode crd =
                Files.yaml(GENERATED.resolve(plural + ".sluice.dev-v1.yml")).getFirst();
        crd.at("/spec/versions").forEach(CrdsTest::sortColumns);
        Files.check(
                Path.of("kubernetes/crds", plural + ".sluice.dev.yaml"),
                "# Generated from the Java types; refresh it: " + Files.CURE + "\n" + Files.yaml(crd));
    }

    private static void sortColumns(JsonNode version) {
        ArrayNode sorted = ((ObjectNode) version).arrayNode();
        StreamSupport.stream(version.path("additionalPrinterColumns").spliterator(), false)
                .sorted(Comparator.comparing(column -> place(column.path("name").asText())))
                .forEach(sorted::add);
        ((ObjectNode) version).set("additionalPrinterColumns", sorted);
    }

    private static int place(String column) {
        int place = COLUMNS.indexOf(column);
        if (place < 0) {
            throw new IllegalStateException("column " + column + " has no place yet; add it to CrdsTest.COLUMNS");
        }
        return place;
    }
}
