package dev.sluice.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.web.access.AccessConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard's component turns on what the code knows, and asks for three rights. */
class DashboardManifestsTest {
    private static final Path DASHBOARD = Path.of("kubernetes/dashboard");

    @Test
    void componentNamesEveryFile() {
        JsonNode component = Files.yaml(DASHBOARD.resolve("kustomization.yaml")).getFirst();
        List<String> named = Stream.concat(
                        component.path("resources").valueStream().map(JsonNode::asText),
                        component
                                .path("patches")
                                .valueStream()
                                .map(patch -> patch.path("path").asText()))
                .toList();
        List<String> there = Files.in(DASHBOARD, ".yaml").stream()
                .map(file -> file.getFileName().toString())
                .filter(file -> !file.equals("kustomization.yaml"))
                .toList();
        assertThat(named).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void controllerMayAskWhoSomebodyIsAndWhatTheyMayDoAndAnnotateDeployments() {
        assertThat(rights("rbac.yaml", "sluice-dashboard"))
                .containsExactlyInAnyOrder(
                        "create authentication.k8s.io/tokenreviews",
                        "create authorization.k8s.io/subjectaccessreviews",
                        "patch apps/deployments");
    }

    @Test
    void rolesForPeopleGiveWhatTheDashboardAsksFor() {
        assertThat(rights("roles.yaml", "sluice-viewer"))
                .contains("get sluice.dev/rollouts", "list sluice.dev/rollouts", "watch sluice.dev/rollouts")
                .noneMatch(right -> right.startsWith("patch"));
        assertThat(rights("roles.yaml", "sluice-operator"))
                .contains("list sluice.dev/rollouts", "patch sluice.dev/rollouts")
                .doesNotContain("patch sluice.dev/rolloutpolicies");
    }

    @Test
    void settingsAreUnderstood() {
        JsonNode patch = Files.yaml(DASHBOARD.resolve("settings.yaml")).getFirst();
        Map<String, String> settings = patch.at("/spec/template/spec/containers/0/env")
                .valueStream()
                .collect(Collectors.toMap(
                        one -> one.path("name").asText(),
                        one -> one.path("value").asText("0123456789".repeat(4))));
        AccessConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withMapping(AccessConfig.class)
                .withSources(new EnvConfigSource(settings, 300))
                .build()
                .getConfigMapping(AccessConfig.class);
        assertThat(config.enabled()).isTrue();
        assertThat(config.access()).isEqualTo(AccessConfig.Access.KUBERNETES);
        assertThat(config.sessionKey()).isPresent();
        assertThat(config.oidc().enabled()).isFalse();
        assertThat(settings).hasSize(3);
    }

    @Test
    void patchIsForTheController() {
        JsonNode controller =
                Files.yaml(Path.of("kubernetes/controller/deployment.yaml")).getFirst();
        JsonNode patch = Files.yaml(DASHBOARD.resolve("settings.yaml")).getFirst();
        for (String path : List.of("/metadata/name", "/metadata/namespace", "/spec/template/spec/containers/0/name")) {
            assertThat(patch.at(path)).as(path).isEqualTo(controller.at(path));
        }
        JsonNode service = Files.yaml(DASHBOARD.resolve("service.yaml")).getFirst();
        assertThat(service.at("/spec/selector")).isEqualTo(controller.at("/spec/selector/matchLabels"));
    }

    private static List<String> rights(String file, String role) {
        return Files.yaml(DASHBOARD.resolve(file)).stream()
                .filter(document -> document.path("kind").asText().equals("ClusterRole"))
                .filter(document -> document.at("/metadata/name").asText().equals(role))
                .flatMap(document -> document.path("rules").valueStream())
                .flatMap(DashboardManifestsTest::rights)
                .toList();
    }

    private static Stream<String> rights(JsonNode rule) {
        String group = rule.at("/apiGroups/0").asText();
        return rule.path("resources")
                .valueStream()
                .flatMap(resource -> rule.path("verbs")
                        .valueStream()
                        .map(verb -> verb.asText() + " " + group + "/" + resource.asText()));
    }
}
