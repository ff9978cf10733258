package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.local.BareApi;
import dev.sluice.local.LocalCluster;
import dev.sluice.local.LocalOptions;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
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
                    .containsPattern("gateways of default/myapp +ok +istio-ingressgateway-0")
                    .containsPattern("(?s)counters of istio-ingressgateway-0.{0,60}(ok|warn)");
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

    private static Ran doctor(URI cluster) {
        return Ran.at(cluster, Ansi.OFF, "doctor");
    }
}
