package dev.sluice.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is given in some namespaces is what is given in all, and nothing of the whole cluster is left. */
class NamespacedManifestsTest {
    private static final Path KUBERNETES = Path.of("kubernetes");

    @Test
    void rolesOfAppsGiveWhatTheClusterRoleGives() {
        assertThat(rules("namespaced/apps/rbac.yaml", "Role")).isEqualTo(rules("controller/rbac.yaml", "ClusterRole"));
    }

    @Test
    void rolesOfGatewaysOnlyReadAndNothingThatTheClusterRoleDoesNot() {
        assertThat(rights("namespaced/gateways/rbac.yaml", "Role"))
                .isSubsetOf(rights("controller/rbac.yaml", "ClusterRole"))
                .allMatch(right -> right.matches("(get|list|watch) .*"));
    }

    @Test
    void dashboardHasTheSameByBothTogether() {
        TreeSet<String> both = new TreeSet<>(rights("namespaced/dashboard/reviews.yaml", "ClusterRole"));
        assertThat(both).allMatch(right -> right.startsWith("create") && right.contains("reviews"));
        both.addAll(rights("namespaced/dashboard-apps/rbac.yaml", "Role"));

        assertThat(both).isEqualTo(rights("dashboard/rbac.yaml", "ClusterRole"));
    }

    @Test
    void rolesAreBoundToTheAccountsAlone() {
        for (String directory : List.of("apps", "gateways", "dashboard-apps")) {
            List<JsonNode> objects = Files.yaml(KUBERNETES.resolve("namespaced/" + directory + "/rbac.yaml"));
            assertThat(objects)
                    .extracting(object -> object.path("kind").asText())
                    .containsExactly("Role", "RoleBinding");
            JsonNode binding = objects.getLast();
            assertThat(binding.at("/roleRef/name")).isEqualTo(objects.getFirst().at("/metadata/name"));
            assertThat(binding.path("subjects").toString())
                    .isEqualTo("[{\"kind\":\"ServiceAccount\",\"name\":\""
                            + (directory.equals("dashboard-apps") ? "sluice-dashboard" : "sluice-controller")
                            + "\",\"namespace\":\"sluice-system\"}]");
        }
    }

    @Test
    void componentTakesBothOfTheClusterAway() {
        assertThat(Stream.of("no-role", "no-binding")
                        .flatMap(file -> Files.yaml(KUBERNETES.resolve("namespaced/" + file + ".yaml")).stream()))
                .allSatisfy(patch -> assertThat(patch.path("$patch").asText()).isEqualTo("delete"))
                .extracting(patch -> patch.path("kind").asText() + " "
                        + patch.at("/metadata/name").asText())
                .containsExactly("ClusterRole sluice-controller", "ClusterRoleBinding sluice-controller");
    }

    private static JsonNode rules(String file, String kind) {
        return Files.yaml(KUBERNETES.resolve(file)).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow()
                .path("rules");
    }

    private static TreeSet<String> rights(String file, String kind) {
        TreeSet<String> rights = new TreeSet<>();
        for (JsonNode rule : rules(file, kind)) {
            for (JsonNode resource : rule.path("resources")) {
                for (JsonNode verb : rule.path("verbs")) {
                    rights.add(verb.asText() + " " + rule.at("/apiGroups/0").asText() + "/" + resource.asText());
                }
            }
        }
        return rights;
    }
}
