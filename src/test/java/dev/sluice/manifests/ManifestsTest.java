package dev.sluice.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What is applied to a cluster is complete and asks for no more than it needs. */
class ManifestsTest {
    private static final Path CONTROLLER = Path.of("kubernetes/controller");

    @Test
    void kustomizationsNameEveryFile() {
        for (Path directory : directories()) {
            JsonNode kustomization =
                    Files.yaml(directory.resolve("kustomization.yaml")).getFirst();
            List<String> named = new ArrayList<>(strings(kustomization.path("resources")));
            named.removeIf(resource -> !resource.endsWith(".yaml"));
            named.addAll(kustomization.path("patches").findValuesAsText("path"));
            kustomization
                    .path("configMapGenerator")
                    .findValues("files")
                    .forEach(files -> named.addAll(strings(files).stream()
                            .filter(file -> file.endsWith(".yaml"))
                            .toList()));
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
                        .doesNotContain("*", "impersonate", "escalate", "bind"))
                .filteredOn(rule -> strings(rule.path("resources")).contains("secrets"))
                .as("one Secret by its name, and those that policies name, each by its own")
                .allSatisfy(rule -> {
                    assertThat(strings(rule.path("resources"))).containsExactly("secrets");
                    assertThat(strings(rule.path("verbs"))).containsExactly("get");
                })
                .extracting(rule -> strings(rule.path("resourceNames")))
                .containsExactlyInAnyOrder(List.of("sluice-notifications"), List.of());
    }

    @Test
    void onlyAComponentOfItsOwnReadsTheSecretsOfPolicies() {
        assertThat(Files.yaml(Path.of("kubernetes/probe-secrets/rbac.yaml")))
                .filteredOn(one -> one.path("kind").asText().equals("ClusterRole"))
                .singleElement()
                .satisfies(role -> assertThat(role.at("/rules").toString())
                        .isEqualTo("[{\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"verbs\":[\"get\"]}]"));
        assertThat(Files.in(CONTROLLER, ".yaml"))
                .flatMap(Files::yaml)
                .noneMatch(one -> one.path("rules").toString().contains("\"secrets\""));
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

    @Test
    void whoMayReachWhatIsSaidOfPodsAndPortsThatThereAre() {
        Map<JsonNode, List<String>> ports = documents("Deployment").stream()
                .collect(Collectors.toMap(
                        one -> one.at("/spec/selector/matchLabels"),
                        one -> one.at("/spec/template/spec/containers/0/ports").findValuesAsText("name")));
        assertThat(documents("NetworkPolicy"))
                .hasSize(2)
                .allSatisfy(policy -> assertThat(ports.get(policy.at("/spec/podSelector/matchLabels")))
                        .isNotNull()
                        .containsAll(policy.at("/spec/ingress").findValuesAsText("port")));
        assertThat(documents("PodMonitor"))
                .allSatisfy(monitor -> assertThat(ports.get(monitor.at("/spec/selector/matchLabels")))
                        .containsAll(monitor.at("/spec/podMetricsEndpoints").findValuesAsText("port")));
    }

    @Test
    void onlyTheControllersAccountIsTakenForSluice() {
        JsonNode pod = controller().at("/spec/template/spec");
        String account = "'system:serviceaccount:"
                + controller().at("/metadata/namespace").asText() + ":"
                + pod.path("serviceAccountName").asText() + "'";
        assertThat(documents("ValidatingAdmissionPolicy"))
                .filteredOn(policy -> policy.at("/metadata/name").asText().equals("sluice-rollouts"))
                .singleElement()
                .satisfies(policy -> assertThat(
                                policy.at("/spec/matchConditions/0/expression").asText())
                        .contains(account));
        assertThat(documents("ValidatingAdmissionPolicy"))
                .allSatisfy(policy ->
                        assertThat(policy.at("/spec/failurePolicy").asText()).isEqualTo("Fail"));
        assertThat(documents("ValidatingAdmissionPolicyBinding"))
                .extracting(binding -> binding.at("/spec/policyName").asText())
                .containsExactlyInAnyOrder("sluice-rollouts", "sluice-routes");
    }

    private static List<Path> directories() {
        return Stream.of(
                        "crds",
                        "controller",
                        "dashboard",
                        "notifications",
                        "admission",
                        "admission-routes",
                        "network",
                        "metrics-auth",
                        "probe-secrets",
                        "namespaced",
                        "namespaced/apps",
                        "namespaced/gateways",
                        "namespaced/dashboard",
                        "namespaced/dashboard-apps",
                        "overlays/native")
                .map(Path.of("kubernetes")::resolve)
                .toList();
    }

    private static List<JsonNode> documents(String kind) {
        return Stream.concat(directories().stream(), Stream.of(Path.of("kubernetes/monitoring")))
                .flatMap(directory -> Files.in(directory, ".yaml").stream())
                .flatMap(file -> Files.yaml(file).stream())
                .filter(document -> document.path("kind").asText().equals(kind))
                .toList();
    }

    private static List<JsonNode> rules() {
        return Stream.concat(documents("ClusterRole").stream(), documents("Role").stream())
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
