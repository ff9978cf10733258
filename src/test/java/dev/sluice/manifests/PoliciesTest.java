package dev.sluice.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.PolicyReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file in policies/ is a policy that Sluice and the API server take as it is. */
class PoliciesTest {
    static List<Path> files() {
        return Files.in(Path.of("policies"), ".yaml");
    }

    @ParameterizedTest
    @MethodSource("files")
    void areTakenBySluice(Path file) {
        for (JsonNode policy : Files.yaml(file)) {
            assertThat(policy.path("kind").asText()).as("%s: kind", file).isEqualTo("RolloutPolicy");
            assertThat(policy.path("apiVersion").asText())
                    .as("%s: apiVersion", file)
                    .isEqualTo("sluice.dev/v1alpha1");
            assertThatCode(() -> PolicyReader.read(policy.path("spec")))
                    .as("%s", file)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void nameNoFieldThatTheApiServerWouldDrop(Path file) {
        for (JsonNode policy : Files.yaml(file)) {
            assertThat(Schema.policy().unknown(policy.path("spec"), "spec"))
                    .as("%s: fields that are not in the CRD", file)
                    .isEmpty();
        }
    }
}
