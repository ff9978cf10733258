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

/** The dashboard is a process of its own, whose account changes nothing. */
class DashboardManifestsTest {
    private static final Path DASHBOARD = Path.of("kubernetes/dashboard");
    private static final JsonNode DEPLOYMENT =
            Files.yaml(DASHBOARD.resolve("deployment.yaml")).getFirst();
    private static final JsonNode CONTROLLER =
            Files.yaml(Path.of("kubernetes/controller/deployment.yaml")).getFirst();
    private static final String CONTAINER = "/spec/template/spec/containers/0";

    @Test
    void accountLooksAndAsksAndChangesNothing() {
        assertThat(rights("rbac.yaml", "sluice-dashboard"))
                .containsExactlyInAnyOrder(
                        "create authentication.k8s.io/tokenreviews",
                        "create authorization.k8s.io/subjectaccessreviews",
                        "get sluice.dev/rollouts",
                        "list sluice.dev/rollouts",
                        "watch sluice.dev/rollouts",
                        "list sluice.dev/rolloutpolicies",
                        "watch sluice.dev/rolloutpolicies",
                        "get apps/deployments",
                        "list /pods",
                        "create /events");
    }

    @Test
    void accountIsNotTheControllers() {
        String account = DEPLOYMENT.at("/spec/template/spec/serviceAccountName").asText();
        assertThat(account)
                .isEqualTo("sluice-dashboard")
                .isNotEqualTo(
                        CONTROLLER.at("/spec/template/spec/serviceAccountName").asText());
        assertThat(Files.yaml(DASHBOARD.resolve("rbac.yaml")))
                .filteredOn(one -> one.path("kind").asText().endsWith("Binding"))
                .allSatisfy(binding -> assertThat(binding.path("subjects").findValuesAsText("name"))
                        .containsExactly(account));
    }

    @Test
    void rolesForPeopleGiveWhatTheDashboardAsksFor() {
        assertThat(rights("roles.yaml", "sluice-viewer"))
                .contains("get sluice.dev/rollouts", "list sluice.dev/rollouts", "watch sluice.dev/rollouts")
                .noneMatch(right -> right.startsWith("patch"));
        assertThat(rights("roles.yaml", "sluice-operator"))
                .contains("get sluice.dev/rollouts", "list sluice.dev/rollouts", "patch sluice.dev/rollouts")
                .doesNotContain("patch sluice.dev/rolloutpolicies");
    }

    /** A Rollout holds the pin that leads to green. */
    @Test
    void viewOfANamespaceShowsNoRollouts() {
        assertThat(Files.yaml(DASHBOARD.resolve("roles.yaml")))
                .filteredOn(role -> role.at("/metadata/labels").has("rbac.authorization.k8s.io/aggregate-to-view"))
                .isNotEmpty()
                .allSatisfy(role -> assertThat(
                                role.path("rules").findValues("resources").toString())
                        .doesNotContain("rollouts"));
    }

    @Test
    void settingsAreUnderstood() {
        Map<String, String> settings = DEPLOYMENT
                .at(CONTAINER + "/env")
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
        assertThat(config.access()).isEqualTo(AccessConfig.Access.KUBERNETES);
        assertThat(config.sessionKey()).isPresent();
        assertThat(config.oidc().enabled()).isFalse();
        assertThat(settings).hasSize(2);
    }

    @Test
    void containerIsTheControllersWithAnotherCommand() {
        assertThat(DEPLOYMENT.at(CONTAINER + "/image")).isEqualTo(CONTROLLER.at(CONTAINER + "/image"));
        assertThat(DEPLOYMENT.at(CONTAINER + "/args/0").asText()).isEqualTo("dashboard");
        for (String path : List.of(
                "/spec/template/spec/securityContext",
                CONTAINER + "/securityContext",
                CONTAINER + "/volumeMounts",
                CONTAINER + "/livenessProbe",
                CONTAINER + "/readinessProbe",
                "/spec/template/spec/volumes")) {
            assertThat(DEPLOYMENT.at(path)).as(path).isEqualTo(CONTROLLER.at(path));
        }
    }

    @Test
    void serviceLeadsToItsPagesAndToNothingElse() {
        JsonNode service = Files.yaml(DASHBOARD.resolve("service.yaml")).getFirst();
        assertThat(service.at("/spec/selector")).isEqualTo(DEPLOYMENT.at("/spec/selector/matchLabels"));
        assertThat(service.at("/spec/ports").findValuesAsText("targetPort")).containsExactly("http");
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
