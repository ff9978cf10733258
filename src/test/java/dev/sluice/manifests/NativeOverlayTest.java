package dev.sluice.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests of the native binary are those of the jar with another image, which asks for less. */
class NativeOverlayTest {
    private static final Path OVERLAY = Path.of("kubernetes/overlays/native");
    private static final JsonNode OURS = kustomization(OVERLAY);
    private static final JsonNode BASE = kustomization(Path.of("kubernetes"));
    private static final List<JsonNode> CHANGES = Files.yaml(OVERLAY.resolve("requests.yaml"));
    private static final String REQUESTS = "/spec/template/spec/containers/0/resources/requests";

    @Test
    void holdsTheSameObjects() {
        assertThat(strings(OURS.path("resources")))
                .containsExactlyElementsOf(strings(BASE.path("resources")).stream()
                        .map(folder -> "../../" + folder)
                        .toList());
    }

    @Test
    void changesTheImageAndTheRequestsAlone() {
        assertThat(OURS.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("apiVersion", "kind", "resources", "images", "patches");
        assertThat(OURS.path("images"))
                .singleElement()
                .extracting(JsonNode::toString)
                .isEqualTo("{\"name\":\"sluice\",\"newTag\":\"" + tag() + "-native\"}");
        assertThat(OURS.path("patches"))
                .singleElement()
                .extracting(patch -> patch.at("/target/kind").asText())
                .isEqualTo("Deployment");
        assertThat(CHANGES).singleElement().satisfies(change -> {
            assertThat(change.path("op").asText()).isEqualTo("replace");
            assertThat(change.path("path").asText()).isEqualTo(REQUESTS);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"controller", "dashboard"})
    void asksForNoMoreThanTheJar(String process) {
        JsonNode deployment =
                Files.yaml(Path.of("kubernetes", process, "deployment.yaml")).getFirst();
        assertThat(deployment.at("/metadata/labels/app.kubernetes.io~1name").asText())
                .isEqualTo("sluice");
        JsonNode asked = deployment.at(REQUESTS);
        JsonNode asks = CHANGES.getFirst().path("value");
        asks.properties()
                .forEach(one -> assertThat(amount(one.getValue()))
                        .as(one.getKey())
                        .isLessThanOrEqualTo(amount(asked.path(one.getKey()))));
        assertThat(asks.size()).isEqualTo(asked.size());
    }

    private static BigDecimal amount(JsonNode quantity) {
        return Quantity.getAmountInBytes(new Quantity(quantity.asText()));
    }

    private static String tag() {
        return kustomization(Path.of("kubernetes/controller"))
                .at("/images/0/newTag")
                .asText();
    }

    private static JsonNode kustomization(Path folder) {
        return Files.yaml(folder.resolve("kustomization.yaml")).getFirst();
    }

    private static List<String> strings(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
