package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.BareApi;
import dev.sluice.demo.TroubledApi;
import dev.sluice.demo.TroubledApi.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

/** Whatever keeps a command from the cluster is one line with the cure. */
final class ClusterErrorsTest {
    private static final String KUBECONFIG = """
            apiVersion: v1
            kind: Config
            current-context: here
            contexts:
              - {name: here, context: {cluster: c, user: u}}
              - {name: lost, context: {cluster: gone, user: u}}
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: u, user: {}}]
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | list | does not know you (401); log in again, or choose another user with --context (now sluice-demo)",
                "403 | list | you may not list rollouts.sluice.dev in namespace default; ask for that right (kubectl auth can-i list rollouts.sluice.dev -n default)",
                "403 | list -A | you may not list rollouts.sluice.dev in all namespaces; ask for that right (kubectl auth can-i list rollouts.sluice.dev -A)",
                "404 | list | Sluice is not installed in this cluster (it knows no rollouts.sluice.dev); run sluice install, or choose another with --context (now sluice-demo)",
                "500 | list | could not list rollouts.sluice.dev in namespace default: trouble was made",
                "403 | release deploy/a | you may not get deployments.apps in namespace default; ask for that right (kubectl auth can-i get deployments.apps -n default)"
            })
    void refusalsNameTheRightAndTheCure(int status, String command, String expected) {
        try (BareApi api = new BareApi("");
                TroubledApi troubled = new TroubledApi(api.uri())) {
            troubled.make(request -> new Trouble.Answer(status));
            Ran ran = Ran.at(troubled.uri(), Ansi.OFF, command.split(" ", -1));
            assertThat(ran.err().lines()).singleElement().asString().endsWith(expected);
            assertThat(ran.exit()).isEqualTo(1);
        }
    }

    @Test
    void nobodyListensThere() throws IOException {
        URI gone;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        Ran ran = Ran.at(gone, Ansi.OFF, "list");
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("the API server at " + gone.toString().replaceFirst("/$", "")
                        + " does not answer (Connection refused")
                .endsWith("); is the cluster up, and context sluice-demo the right one?");
    }

    @Test
    void answerThatNeverComesIsGivenUp() {
        try (BareApi api = new BareApi("");
                TroubledApi troubled = new TroubledApi(api.uri())) {
            troubled.make(request -> new Trouble.Hang());
            Ran ran = Ran.at(troubled.uri(), Ansi.OFF, "list", "--request-timeout", "300ms");
            assertThat(ran.err().lines()).singleElement().asString().contains("does not answer");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--context nope | there is no context nope in FILE; it has here, lost",
                "--context lost | context lost of FILE names cluster gone, which is not there; choose another with --context"
            })
    void contextThatIsNotThereIsRefused(String options, String expected) throws IOException {
        String file = Files.writeString(folder.resolve("config"), KUBECONFIG).toString();
        Ran ran = Ran.of(("list --kubeconfig " + file + " " + options).split(" ", -1));
        assertThat(ran.err().strip()).isEqualTo(expected.replace("FILE", file));
        assertThat(ran.exit()).isEqualTo(2);
    }

    @Test
    void kubeconfigThatIsNotThereIsRefused() {
        Ran ran = Ran.of("list", "--kubeconfig", "/no/such/file");
        assertThat(ran.err().strip()).isEqualTo("--kubeconfig is /no/such/file, which cannot be read; name a file");
        assertThat(ran.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list --request-timeout 1x",
                "release deploy/a --wait --timeout 2x",
                "install --yes --timeout 2x",
                "uninstall --yes --timeout 2x",
                "doctor --timeout 2x"
            })
    void timeThatIsNoneIsRefusedBeforeAnythingIsAsked(String command) {
        Ran ran = Ran.of(command.split(" ", -1));
        assertThat(ran.err().lines().findFirst().orElseThrow())
                .startsWith("Invalid value for option '--")
                .containsPattern("not a duration: \"[12]x\"; write a number and a unit, as in 30s, 1m30s or 250ms$");
        assertThat(ran.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "diff deploy/a --weight 200 | --weight is 200.0; it goes from 0 to 100",
                "release deploy/a --timeout 1m | --timeout says how long --wait waits; give --wait, too",
                "undo --timeout 1m | --timeout says how long --wait waits; give --wait, too"
            })
    void optionThatMakesNoSenseIsRefused(String command, String expected) {
        try (BareApi api = new BareApi("")) {
            Ran ran = Ran.at(api.uri(), Ansi.OFF, command.split(" ", -1));
            assertThat(ran.err().strip()).isEqualTo(expected);
            assertThat(ran.exit()).isEqualTo(2);
        }
    }

    @Test
    void clusterMayHaveTheAddressThatPodsKnowItBy() throws IOException {
        String inside = KUBECONFIG.replace("http://127.0.0.1:1", "https://kubernetes.default.svc");
        String file = Files.writeString(folder.resolve("config"), inside).toString();
        assertThat(Ran.of("list", "--kubeconfig", file).err())
                .startsWith("the API server at https://kubernetes.default.svc does not answer");
    }

    @Test
    void wrongOptionIsShortAndLeadsToTheHelp() {
        Ran ran = Ran.of("list", "-o", "jsn");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines())
                .containsExactly(
                        "Invalid value for option '--output': expected one of [table, wide, json, yaml, name] (case-insensitive) but was 'jsn'",
                        "Help: sluice list --help");
    }
}
