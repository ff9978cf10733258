package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.local.BareApi;
import dev.sluice.local.LocalCluster;
import dev.sluice.local.LocalOptions;
import dev.sluice.local.TroubledApi;
import dev.sluice.traffic.istio.InstalledSettings;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

/** What would keep Sluice from working, and what would mend it. */
final class DoctorCommandTest {
    @Test
    void namesWhatIsMissingWithItsCureAndHidesNoOtherCheck() {
        try (BareApi api = new BareApi("")) {
            Ran ran = doctor(api.uri());

            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out())
                    .containsPattern("API server +ok")
                    .containsPattern("(?m)^controller +fail")
                    .contains("-> ", "sluice install");
        }
    }

    @Test
    void findsTheGatewaysOfAPolicyAndReadsTheirCounters() {
        try (LocalCluster cluster = LocalCluster.start(LocalOptions.sample().underLoad(0))) {
            Ran ran = doctor(cluster.apiServer());

            assertThat(ran.out())
                    .containsPattern("gateways of default/myapp +ok +istio-system/istio-ingressgateway-0")
                    .containsPattern("(?s)counters of istio-system/istio-ingressgateway-0.{0,60}(ok|warn)");
        }
    }

    @Test
    void namesPodsThatOnlyHaveAGatewaysLabelsAndWhatWouldMakeThemCount() {
        try (LocalCluster cluster = LocalCluster.start(LocalOptions.sample().underLoad(0))) {
            cluster.client()
                    .resource(new PodBuilder()
                            .withNewMetadata()
                            .withName("pretender")
                            .withNamespace("evil")
                            .withLabels(Map.of("istio", "ingressgateway", "app", "istio-ingressgateway"))
                            .endMetadata()
                            .withNewSpec()
                            .endSpec()
                            .build())
                    .create();

            assertThat(doctor(cluster.apiServer()).out())
                    .containsPattern("gateways of default/myapp +warn +pod evil/pretender has the labels of Gateway")
                    .containsPattern(
                            "let the operator add its namespace\\s+to SLUICE_GATEWAYS_NAMESPACES of the controller");
        }
    }

    @SuppressWarnings("unchecked")
    @Test
    void tellsBeforeAnyReleaseWhatAPolicysObjectsLack() {
        try (LocalCluster cluster = LocalCluster.start(LocalOptions.sample().underLoad(0))) {
            cluster.client()
                    .genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                    .inNamespace("default")
                    .withName("myapp")
                    .edit(app -> {
                        ((Map<String, Object>) app.getAdditionalProperties().get("spec"))
                                .put("gateways", List.of("mesh"));
                        return app;
                    });

            Ran ran = doctor(cluster.apiServer());

            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out())
                    .containsPattern("policy default/myapp +fail +VirtualService myapp is bound to no gateway")
                    .contains("add spec.gateways");
        }
    }

    @Test
    void namesTheTestersWhoStayWhereTheyAre() {
        try (LocalCluster cluster = LocalCluster.start(LocalOptions.sample().underLoad(0))) {
            TestersRoute.add(cluster.client(), "v2");
            assertThat(doctor(cluster.apiServer()).out())
                    .containsPattern("policy default/myapp +ok +http route testers of VirtualService myapp");
        }
    }

    @SuppressWarnings("unchecked")
    @Test
    void warnsOfUsersWhoseHostAnotherVirtualServiceHasMoreNarrowly() {
        try (LocalCluster cluster = LocalCluster.start(LocalOptions.sample().underLoad(0))) {
            var all = cluster.client()
                    .genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                    .inNamespace("default");
            var other = Serialization.clone(all.withName("myapp").require());
            other.setMetadata(new ObjectMetaBuilder()
                    .withNamespace("default")
                    .withName("other")
                    .build());
            ((Map<String, Object>) other.getAdditionalProperties().get("spec")).put("hosts", List.of("x.example.org"));
            cluster.client().resource(other).create();
            assertThat(doctor(cluster.apiServer()).out())
                    .containsPattern("policy default/myapp +warn +users who ask Gateway")
                    .containsPattern("x\\.example\\.org\\s+\\(VirtualService\\s+default/other\\)")
                    .containsPattern("-> if they are users of this app, name\\s+their");
        }
    }

    @SuppressWarnings("unchecked")
    @Test
    void looksAtTheSecretsOfProbesAndShowsNoValue() {
        try (LocalCluster cluster = LocalCluster.start(LocalOptions.sample().underLoad(0));
                TroubledApi api = new TroubledApi(cluster.apiServer())) {
            cluster.client()
                    .genericKubernetesResources("sluice.dev/v1alpha1", "RolloutPolicy")
                    .inNamespace("default")
                    .withName("myapp")
                    .edit(policy -> {
                        ((Map<String, Object>) policy.getAdditionalProperties().get("spec"))
                                .put(
                                        "health",
                                        Map.of(
                                                "probe",
                                                Map.of(
                                                        "headersFrom",
                                                        List.of(Map.of(
                                                                "name",
                                                                "Authorization",
                                                                "valueFrom",
                                                                Map.of(
                                                                        "secretKeyRef",
                                                                        Map.of("name", "probe", "key", "token")))))));
                        return policy;
                    });
            assertThat(doctor(api.uri()).out())
                    .containsPattern("secrets of default/myapp +fail +Secret default/probe does not exist");

            cluster.client()
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace("default")
                            .withName("probe")
                            .endMetadata()
                            .addToData("token", "dG9wc2VjcmV0")
                            .build())
                    .create();
            String out = doctor(api.uri()).out();
            assertThat(out)
                    .containsPattern(
                            "secrets of default/myapp +fail +Secret default/probe does not say that probes may send it")
                    .doesNotContain("topsecret", "dG9wc2VjcmV0");

            api.make(request ->
                    request.path().endsWith("/secrets/probe") ? new TroubledApi.Trouble.Answer(403) : TroubledApi.NONE);
            assertThat(doctor(api.uri()).out()).containsPattern("you may not read Secret\\s+default/probe");
        }
    }

    @Test
    void believesNoDeploymentThatOnlyHasTheControllersLabels() {
        Function<String, Deployment> controller = namespace -> new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("sluice-controller")
                .withLabels(Map.of("app.kubernetes.io/name", "sluice", "app.kubernetes.io/component", "controller"))
                .endMetadata()
                .build();
        try (BareApi api = new BareApi("")) {
            api.client().resource(controller.apply("aaa")).create();
            api.client().resource(controller.apply("sluice-system")).create();
            api.client().resource(controller.apply("zzz")).create();

            assertThat(InstalledSettings.deployments(api.client())
                            .getFirst()
                            .getMetadata()
                            .getNamespace())
                    .isEqualTo("sluice-system");
        }
    }

    @Test
    void serverThatDoesNotAnswerIsOneFailureAndNotAWait() {
        Ran ran = doctor(URI.create("http://127.0.0.1:1/"));

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out() + ran.err()).contains("does not answer");
    }

    @Test
    void jsonIsForPrograms() throws IOException {
        try (BareApi api = new BareApi("")) {
            Ran ran = Ran.at(api.uri(), Ansi.OFF, "doctor", "-o", "json");

            assertThat(new ObjectMapper().readTree(ran.out()).toString()).contains("\"fail\"");
        }
    }

    @Test
    void whoMaySeeOneNamespaceGetsTheAnswersOfThatOne() {
        try (LocalCluster cluster = LocalCluster.start(LocalOptions.sample().underLoad(0));
                TroubledApi api = new TroubledApi(cluster.apiServer())) {
            api.make(request -> request.path().matches("/apis/sluice.dev/v1alpha1/rollout[^/]*")
                    ? new TroubledApi.Trouble.Answer(403)
                    : TroubledApi.NONE);

            assertThat(doctor(api.uri()).out())
                    .containsPattern("policies elsewhere +skip")
                    .contains("so only default")
                    .containsPattern("policy default/myapp +warn +all traffic of myapp on subset v1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "doctor --policy nowhere.yaml | nowhere.yaml: does not exist; name a file, or a policy of the cluster",
                "doctor --timeout soon | Invalid value for option '--timeout': not a duration: \"soon\"; write a number and a unit",
                "doctor -o name | Invalid value for option '--output': expected one of [table, json, yaml]",
            })
    void whatCannotBeUsedIsAWrongOption(String command, String expected) {
        Ran ran = Ran.at(URI.create("http://127.0.0.1:1/"), Ansi.OFF, command.split(" ", -1));

        assertThat(ran.err()).startsWith(expected);
        assertThat(ran.exit()).isEqualTo(2);
    }

    private static Ran doctor(URI cluster) {
        return Ran.at(cluster, Ansi.OFF, "doctor");
    }
}
