package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.local.BareApi;
import dev.sluice.local.LocalCluster;
import dev.sluice.local.LocalOptions;
import dev.sluice.local.TroubledApi;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
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
