package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.demo.BareApi;
import dev.sluice.demo.TroubledApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

/** What would be installed; installing is tried on a real API server. */
final class InstallCommandTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void metricsAskForALoginOnEachOfItsProcesses() {
        String yaml =
                Ran.of("install", "--print", "--with", "metrics-auth,dashboard").out();

        assertThat(yaml.split("name: SLUICE_METRICS_AUTH", -1)).hasSize(3);
        assertThat(yaml).contains("name: sluice-metrics-auth", "name: sluice-metrics-reader");
        assertThat(Ran.of("install", "--print", "--with", "dashboard").out()).doesNotContain("METRICS_AUTH");
    }

    @Test
    void printsAllThatStandsInTheManifestsAndNothingElse() throws IOException {
        List<String> expected = new ArrayList<>();
        for (String folder : List.of("kubernetes/crds", "kubernetes/controller")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                for (Path file : files.toList()) {
                    objects(Files.readString(file)).stream()
                            .filter(object -> !object.path("kind").asText().equals("Kustomization"))
                            .map(InstallCommandTest::named)
                            .forEach(expected::add);
                }
            }
        }

        assertThat(objects(Ran.of("install", "--print").out()))
                .extracting(InstallCommandTest::named)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void kindsAndNamespaceComeBeforeWhatNeedsThem() throws IOException {
        assertThat(objects(Ran.of("install", "--print").out()))
                .extracting(object -> object.path("kind").asText())
                .startsWith("CustomResourceDefinition", "CustomResourceDefinition", "Namespace", "ServiceAccount");
    }

    @Test
    void imageAndNamespaceAreTheOnesThatWereAskedFor() throws IOException {
        List<JsonNode> objects =
                objects(Ran.of("install", "--print", "--image", "example.com/sluice:7", "-n", "delivery")
                        .out());

        assertThat(objects)
                .filteredOn(object -> object.path("kind").asText().equals("Deployment"))
                .singleElement()
                .satisfies(deployment -> {
                    assertThat(deployment.at("/metadata/namespace").asText()).isEqualTo("delivery");
                    assertThat(deployment
                                    .at("/spec/template/spec/containers/0/image")
                                    .asText())
                            .isEqualTo("example.com/sluice:7");
                });
        assertThat(objects.toString()).doesNotContain("\"sluice-system\"");
    }

    @Test
    void componentsComeWithTheirImageAndTheAccountOfTheNamespace() throws IOException {
        List<JsonNode> objects = objects(Ran.of(
                        "install",
                        "--print",
                        "--with",
                        "dashboard,admission",
                        "--image",
                        "example.com/sluice:7",
                        "-n",
                        "delivery")
                .out());

        assertThat(objects)
                .filteredOn(object -> object.path("kind").asText().equals("Deployment"))
                .extracting(deployment -> deployment.at("/metadata/name").asText() + " "
                        + deployment
                                .at("/spec/template/spec/containers/0/image")
                                .asText())
                .containsExactly("sluice-controller example.com/sluice:7", "sluice-dashboard example.com/sluice:7");
        assertThat(objects)
                .filteredOn(object -> object.path("kind").asText().equals("ValidatingAdmissionPolicy"))
                .singleElement()
                .satisfies(policy -> assertThat(
                                policy.at("/spec/matchConditions/0/expression").asText())
                        .contains("'system:serviceaccount:delivery:sluice-controller'"));
        assertThat(objects.toString()).doesNotContain("sluice-system:").doesNotContain("\"sluice-system\"");
    }

    /** An apply without the component would open the metrics again, and say no more than that a Deployment is updated. */
    @Test
    void upgradeKeepsTheLoginOfMetricsAndTellsWhatElseIsThere() {
        try (BareApi api = new BareApi(
                Ran.of("install", "--print", "--with", "metrics-auth,dashboard").out())) {
            Ran ran = Ran.at(api.uri(), Ansi.OFF, "install", "--yes", "--no-wait", "--image", "example.com/sluice:7");

            assertThat(ran.err()).isEmpty();
            assertThat(ran.out())
                    .contains(
                            "update     Deployment sluice-system/sluice-controller",
                            "keep       component metrics-auth, which the controller has; it is applied anew",
                            "keep       component dashboard, which is installed; it stays as it is")
                    .doesNotContain("component network");
            assertThat(api.client()
                            .apps()
                            .deployments()
                            .inNamespace("sluice-system")
                            .withName("sluice-controller")
                            .require()
                            .toString())
                    .contains("example.com/sluice:7", "SLUICE_METRICS_AUTH");
        }
    }

    /** Where gateways are stands in a setting and in NetworkPolicies; one without the other would leave every release blind. */
    @Test
    void networkLeadsToTheGatewaysThatAreNamed() throws IOException {
        List<JsonNode> named = network("edge,outer");
        assertThat(named.getFirst().at("/spec/egress").findValues("values").toString())
                .isEqualTo("[[\"edge\",\"outer\"]]");
        assertThat(named.getLast().at("/spec/ingress").findValues("values").toString())
                .contains("[\"edge\",\"outer\",\"ingress-nginx\"]");

        List<JsonNode> anywhere = network("*");
        assertThat(anywhere.getFirst().at("/spec/egress").toString())
                .contains("{\"key\":\"kubernetes.io/metadata.name\",\"operator\":\"Exists\"}")
                .doesNotContain("istio-system");
        assertThat(anywhere.getLast().at("/spec/ingress").toString())
                .contains("[\"istio-system\",\"istio-ingress\",\"ingress-nginx\"]");
    }

    private static List<JsonNode> network(String gateways) throws IOException {
        return objects(Ran.of("install", "--print", "--with", "network", "--gateway-namespaces", gateways)
                        .out())
                .stream()
                .filter(object -> object.path("kind").asText().equals("NetworkPolicy"))
                .toList();
    }

    @Test
    void componentThatThereIsNotIsNamed() {
        Ran ran = Ran.of("install", "--print", "--with", "dashbord");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("there is no component dashbord; there are dashboard, admission");
    }

    @Test
    void kindsAloneAreTheKindsAlone() throws IOException {
        assertThat(objects(Ran.of("install", "--print", "--crds-only").out()))
                .hasSize(2)
                .allSatisfy(object -> assertThat(object.path("kind").asText()).isEqualTo("CustomResourceDefinition"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/customresourcedefinitions | you may not get customresourcedefinitions.apiextensions.k8s.io; ask for that right (kubectl auth can-i get customresourcedefinitions.apiextensions.k8s.io)",
                "/serviceaccounts | you may not get serviceaccounts in namespace sluice-system; ask for that right (kubectl auth can-i get serviceaccounts -n sluice-system)"
            })
    void refusalNamesTheRightThatIsMissing(String path, String expected) {
        try (BareApi api = new BareApi("");
                TroubledApi troubled = new TroubledApi(api.uri())) {
            troubled.make(
                    request -> request.path().contains(path) ? new TroubledApi.Trouble.Answer(403) : TroubledApi.NONE);
            Ran ran = Ran.at(troubled.uri(), Ansi.OFF, "install", "--yes");
            assertThat(ran.err().strip()).isEqualTo(expected);
            assertThat(ran.exit()).isEqualTo(1);
        }
    }

    private static List<JsonNode> objects(String yaml) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream()
                    .filter(object -> object.hasNonNull("kind"))
                    .toList();
        }
    }

    private static String named(JsonNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    }
}
