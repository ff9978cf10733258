package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.demo.BareApi;
import dev.sluice.demo.LocalKubeconfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What people read on the terminal, word by word. */
final class LookCommandsTest {
    private final BareApi api;

    LookCommandsTest() throws IOException {
        api = new BareApi(Files.readString(Path.of("src/test/resources/golden/rollouts.yaml")));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "list, list",
        "list-wide-everywhere, list -A -o wide",
        "list-bare, ls --no-headers",
        "names, list -o name",
        "history, history shop",
        "describe-active, describe",
        "describe-reverted, describe shop-1",
        "describe-paused, describe cart -n other"
    })
    void printsTheSameAsEver(String golden, String command) {
        Ran ran = run(Ansi.OFF, command);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        GoldenOutput.check(golden, ran.out());
    }

    @ParameterizedTest
    @CsvSource({"list-coloured, list -A", "describe-coloured, describe shop-3"})
    void coloursWhereItIsAskedTo(String golden, String command) {
        GoldenOutput.check(golden, run(Ansi.ON, command).out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"list -o wide", "describe shop-3", "history shop"})
    void nothingFromTheClusterSteersTheTerminal(String command) {
        assertThat(run(Ansi.OFF, command).out()).doesNotContain("\u001b", "\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list -o json", "history shop -o json"})
    void listsObjectsWithoutWhatIsSecretOrLong(String command) throws IOException {
        JsonNode list = new ObjectMapper().readTree(run(Ansi.OFF, command).out());
        assertThat(list.path("kind").asText()).isEqualTo("List");
        assertThat(list.path("items")).hasSize(3);
        JsonNode first = list.at("/items/0");
        assertThat(first.at("/metadata/name").asText()).isEqualTo("shop-3");
        assertThat(first.at("/status/evidence/odds").asDouble()).isEqualTo(12.3);
        assertThat(first.toString()).doesNotContain("secret-pin", "recording", "kept");
    }

    @Test
    void yamlIsTheSameObject() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(run(Ansi.OFF, "describe shop-3 -o json").out());
        assertThat(new YAMLMapper()
                        .readTree(run(Ansi.OFF, "describe shop-3 -o yaml").out()))
                .isEqualTo(json);
    }

    @Test
    void recordingComesWhenAskedForButNeverThePin() {
        assertThat(run(Ansi.OFF, "describe shop-3 -o json --full").out())
                .contains("recording", "kept")
                .doesNotContain("secret-pin");
    }

    @Test
    void emptyNamespaceSaysHowToBegin() {
        Ran ran = run(Ansi.OFF, "list -n empty");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().strip())
                .isEqualTo("No rollouts in namespace empty. Begin one: sluice release deploy/NAME -n empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "describe shpo | there is no Rollout and no policy shpo in namespace default; did you mean shop?",
                "describe other | there is no Rollout and no policy other in namespace default; there are Rollouts of shop",
                "history idle | policy idle has no Rollout yet in namespace default; begin one with: sluice release deploy/NAME --policy idle",
                "pause -n empty | no rollout is active in namespace empty; name one; there are no Rollouts at all",
                "resume shop | cannot resume shop-3: it is Holding; you can: sluice pause shop, sluice promote shop, sluice abort shop",
                "abort shop-1 | cannot abort shop-1: it is over (Reverted); you can: sluice retry shop-1",
                "pause cart -n other | cannot pause cart-1: it is Paused; you can: sluice resume cart -n other, sluice promote cart -n other, sluice abort cart -n other",
                "retry shop | cannot retry shop-3: it is Holding; you can: sluice pause shop, sluice promote shop, sluice abort shop",
                "undo shop | cannot undo: shop-3 goes on; end it first: sluice abort shop-3",
                "abort other/cart | other/cart: other is neither rollout nor rolloutpolicy; if it is the namespace, write cart -n other",
                "abort deploy/shop | deploy/shop: deploy is neither rollout nor rolloutpolicy; if it is the namespace, write shop -n deploy",
                "retry shop-1 | cannot retry shop-1: shop-3 goes on; end it first: sluice abort shop-3"
            })
    void refusalsNameTheCure(String command, String expected) {
        Ran ran = run(Ansi.OFF, command);
        assertThat(ran.err().strip()).isEqualTo(expected);
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollout/shop-1", "rollouts.sluice.dev/shop-1", "slr/shop-1", "Rollout/shop-1"})
    void kindMayStandBeforeTheName(String name) {
        assertThat(run(Ansi.OFF, "describe " + name).out()).startsWith("shop-1  Reverted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "describe cart", "history cart"})
    void namespaceMayStandBeforeTheCommand(String command) {
        Ran ran = run(Ansi.OFF, "-n other " + command);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("cart-1");
    }

    @Test
    void namespaceAfterTheCommandWins() {
        assertThat(run(Ansi.OFF, "-n other list -n default").out())
                .contains("shop-3")
                .doesNotContain("cart-1");
    }

    @Test
    void printedCommandIsAboutTheSameCluster() {
        String file = LocalKubeconfig.write(api.uri()).toString();
        Ran ran = Ran.of("abort", "shop-1", "--context", "sluice-demo", "-n", "default", "--kubeconfig", file);
        assertThat(ran.err().strip())
                .endsWith("you can: sluice retry shop-1 -n default --context sluice-demo --kubeconfig " + file);
    }

    @Test
    void timesAreThoseOfWhoeverReadsThem() {
        Clock there = Clock.fixed(Ran.NOW, ZoneId.of("Europe/Berlin"));
        assertThat(Ran.at(api.uri(), there, Ansi.OFF, "describe", "shop-2").out())
                .contains("2025-12-31 23:04:12 CET", "(CET, newest first)", "23:04:12  Promoted");
    }

    @Test
    void watchEndsWhenNobodyReadsItAnyMore() {
        CommandLine command = Main.commandLine().setOut(new PrintWriter(new Gone()));
        String file = LocalKubeconfig.write(api.uri()).toString();

        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(30), () -> command.execute("list", "-w", "--kubeconfig", file)))
                .isZero();
    }

    /** A pipe whose reader has left. */
    private static final class Gone extends Writer {
        @Override
        public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("Broken pipe");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private Ran run(Ansi colours, String command) {
        return Ran.at(api.uri(), colours, command.split(" ", -1));
    }
}
