package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

final class PlanCommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/plans");
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata:
              name: shop
            spec:
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command = Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"checkout, --rps 250 --pods 3", "auto, --rps 1000"})
    void printsWhatToExpect(String name, String options) throws IOException {
        plan(("policies/" + name + ".yaml " + options).split(" ", -1));
        check(GOLDEN.resolve(name + ".txt"), "", "", out.toString());
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/plan.md"})
    void theDocumentsShowWhatItPrints(String document) throws IOException {
        plan("policies/myapp.yaml");
        check(Path.of(document), "plan policies/myapp.yaml\n```\n\n```\n", "```\n", shown(document));
    }

    private String shown(String document) {
        String all = out.toString();
        int from = all.indexOf("If green is bad");
        return document.equals("README.md") ? all.substring(from, all.indexOf("\n\n", from) + 1) : all;
    }

    /** Compares what lies between two marks of a file; with {@code -Dwrite} it is written instead. */
    private static void check(Path file, String begin, String end, String wanted) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        int from = text.indexOf(begin) + begin.length();
        int to = end.isEmpty() ? text.length() : text.indexOf(end, from);
        if (System.getProperty("write") != null) {
            Files.createDirectories(file.getParent() == null ? Path.of(".") : file.getParent());
            Files.writeString(file, text.substring(0, from) + wanted + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as("%s; refresh it with -Dwrite", file)
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "catalog", "checkout", "myapp", "nightly"})
    void fitsInto80Columns(String name) {
        plan("policies/" + name + ".yaml", "--rps", "50000", "--pods", "12");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void saysThatTheTrafficIsAssumed() {
        plan("policies/myapp.yaml");
        assertThat(out.toString()).contains("Assumed: 100 user requests a second (give yours with --rps)");
    }

    @Test
    void saysHowLongAGateIsShut() {
        plan("policies/checkout.yaml");
        assertThat(out.toString()).contains("as long as nobody opens the gate after Step 3/4", "no limit");
    }

    @Test
    void warnsOfASampleThatNeverComesTogether() throws IOException {
        plan(file(POLICY + "  {routes: [{virtualService: shop}], progressDeadline: 5s, health: {minSample: 1000}}\n"));
        assertThat(out.toString().replace("\n", " "))
                .contains("PreFlight can never be passed: it needs 1,000 probes at 10 a second, and is reverted 15s");
    }

    @Test
    void coloursOnlyWhereItIsAskedTo() {
        command.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.ON));
        plan("policies/myapp.yaml");
        assertThat(out.toString()).contains("\u001b[1m");
    }

    @Test
    void jsonHasAnObjectForEachPolicy() throws IOException {
        plan("policies/myapp.yaml", "policies/checkout.yaml", "-o", "json", "--rps", "50", "--pods", "4");
        JsonNode plans = new ObjectMapper().readTree(out.toString());
        assertThat(plans).hasSize(2);
        JsonNode plan = plans.get(1);
        assertThat(plan.path("policy").asText()).isEqualTo("checkout");
        assertThat(names(plan))
                .containsExactly(
                        "policy",
                        "namespace",
                        "file",
                        "shortestSeconds",
                        "longestSeconds",
                        "podsWithinSeconds",
                        "onUnhealthy",
                        "gates",
                        "stages",
                        "worst",
                        "assumed",
                        "warnings");
        assertThat(names(plan.at("/stages/0")))
                .containsExactly(
                        "name",
                        "weightPercent",
                        "holdSeconds",
                        "gate",
                        "shortestSeconds",
                        "longestSeconds",
                        "probesNeeded",
                        "probesSent",
                        "usersNeeded",
                        "usersOnGreen",
                        "noticesPercent",
                        "noticesHiddenPercent",
                        "faults");
        assertThat(names(plan.at("/stages/0/faults/0"))).containsExactly("percent", "backSeconds", "usersErrors");
        assertThat(plan.at("/stages/0/faults")).hasSize(3);
        assertThat(plan.at("/stages/3/longestSeconds").isNull()).isTrue();
        assertThat(plan.at("/gates/0").asText()).isEqualTo("Step 3/4");
        assertThat(names(plan.path("worst")))
                .containsExactly("noPodReadySeconds", "refusesSeconds", "hangsSeconds", "noGatewayAnswersSeconds");
        assertThat(plan.at("/assumed/usersPerSecondGiven").asBoolean()).isTrue();
    }

    @Test
    void yamlSaysTheSameAsJson() throws IOException {
        plan("policies/myapp.yaml", "-o", "json");
        JsonNode json = new ObjectMapper().readTree(out.toString());
        out.getBuffer().setLength(0);
        plan("policies/myapp.yaml", "-o", "yaml");
        assertThat(new YAMLMapper().readTree(out.toString())).isEqualTo(json);
    }

    @Test
    void skipsWhatIsNoPolicyWithANote() throws IOException {
        String file = file(
                "kind: Service\nmetadata: {name: web}\n---\n" + POLICY + "  {routes: [{virtualService: shop}]}\n---\n");
        assertThat(plan(file)).isZero();
        assertThat(err.toString().strip()).isEqualTo(file + ": skipped Service web; only a RolloutPolicy has a plan");
        assertThat(out.toString()).startsWith("shop  ");
    }

    @Test
    void readsAListAsKubectlWritesIt() throws IOException {
        String list =
                "kind: List\nitems:\n- " + (POLICY + "  {routes: [{virtualService: shop}]}\n").replace("\n", "\n  ");
        assertThat(plan(file(list))).isZero();
        assertThat(out.toString()).startsWith("shop  ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{routes: [{virtualService: a}], steps: [{weight: 50}, {weight: 20}]}"
                        + " | spec.steps[1].weight is 20, not above steps[0] (50); weights must rise",
                "{routes: []} | spec.routes is empty; name at least one virtualService",
                "{routes: [{virtualService: a}], bake: {hold: 10}}"
                        + " | spec.bake.hold is not a duration: \"10\"; write a number and a unit, as in 30s, 1m30s or 250ms",
                "{routes: [{virtualService: a}], routes: []} | is not YAML in line 6: Duplicate field 'routes'",
                "{routes: [ | is not YAML in line 6: while parsing a flow node, expected the node content, but found '<stream end>'"
            })
    void namesTheFieldAndTheCure(String spec, String expected) throws IOException {
        assertRefused(file(POLICY + "  " + spec + "\n"), expected);
    }

    @Test
    void namesThePolicyWhereThereAreSeveral() throws IOException {
        String good = POLICY + "  {routes: [{virtualService: shop}]}\n---\n";
        assertRefused(file(good + POLICY + "  {}\n"), "shop: spec.routes is empty; name at least one virtualService");
    }

    @Test
    void aFileWithoutAPolicyIsRefused() throws IOException {
        assertRefused(file(""), "holds no RolloutPolicy; begin one with kind: RolloutPolicy");
    }

    @Test
    void aPolicyWithoutANameIsRefused() throws IOException {
        assertRefused(file("kind: RolloutPolicy\n"), "metadata.name is missing; give the policy a name");
    }

    @Test
    void anotherApiVersionIsRefused() throws IOException {
        assertRefused(
                file(POLICY.replace("v1alpha1", "v1") + "  {}\n"),
                "apiVersion is \"sluice.dev/v1\"; write sluice.dev/v1alpha1");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertRefused(folder.resolve("none.yaml").toString(), "does not exist");
    }

    @Test
    void aDirectoryIsRefused() {
        assertRefused(folder.toString(), "is a directory; name its files, as in " + folder.resolve("*.yaml"));
    }

    @ParameterizedTest
    @CsvSource({
        "--rps, -1, --rps is -1.0; it goes from 0 to 10000000",
        "--pods, 0, --pods is 0; it goes from 1 to 10000"
    })
    void anOptionOutOfRangeIsRefused(String option, String value, String expected) {
        assertThat(plan("policies/myapp.yaml", option, value)).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo(expected);
    }

    private void assertRefused(String file, String expected) {
        assertThat(plan(file)).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo(file + ": " + expected);
        assertThat(out.toString()).isEmpty();
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("policy.yaml"), text).toString();
    }

    private int plan(String... arguments) {
        List<String> all = new ArrayList<>(List.of("plan"));
        all.addAll(List.of(arguments));
        return command.execute(all.toArray(String[]::new));
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
