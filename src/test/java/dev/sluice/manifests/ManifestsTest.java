package dev.sluice.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What is applied to a cluster is complete and asks for no more than it needs. */
class ManifestsTest {
    private static final Path CONTROLLER = Path.of("kubernetes/controller");

    @Test
    void kustomizationsNameEveryFile() {
        for (Path directory : List.of(CONTROLLER, Path.of("kubernetes/crds"))) {
            List<String> named = strings(Files.yaml(directory.resolve("kustomization.yaml"))
                    .getFirst()
                    .path("resources"));
            List<String> there = Files.in(directory, ".yaml").stream()
                    .map(file -> file.getFileName().toString())
                    .filter(file -> !file.equals("kustomization.yaml"))
                    .toList();
            assertThat(named).as("resources of %s", directory).containsExactlyInAnyOrderElementsOf(there);
        }
    }

    @Test
    void noRuleIsAWildcardOrTouchesSecrets() {
        assertThat(rules())
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(Stream.of("apiGroups", "resources", "verbs")
                                .flatMap(list -> strings(rule.path(list)).stream()))
                        .isNotEmpty()
                        .doesNotContain("*", "secrets", "impersonate", "escalate", "bind"));
    }

    @Test
    void theContainerMayDoNothingThatItNeedNot() {
        JsonNode pod = controller().at("/spec/template/spec");
        JsonNode security = pod.at("/containers/0/securityContext");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(strings(security.at("/capabilities/drop"))).containsExactly("ALL");
    }

    private static List<JsonNode> rules() {
        return Files.yaml(CONTROLLER.resolve("rbac.yaml")).stream()
                .flatMap(document -> StreamSupport.stream(document.path("rules").spliterator(), false))
                .toList();
    }

    private static JsonNode controller() {
        return Files.yaml(CONTROLLER.resolve("deployment.yaml")).getFirst();
    }

    private static List<String> strings(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
