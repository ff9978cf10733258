package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LintCommandTest {
    private static final String GOOD = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: %s}
            spec: {routes: [{virtualService: %s}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void ourOwnPoliciesAreFine() {
        Ran ran = Ran.of("lint", "policies/myapp.yaml", "policies/checkout.yaml", "--strict");
        assertThat(ran.out()).isEqualTo("2 policies checked: 0 errors, 0 warnings\n");
        assertThat(ran.exit()).isZero();
    }

    @Test
    void everyPolicyOfAFileIsChecked() throws IOException {
        String file = file("a.yaml", bad("steps: [{weight: 50}, {weight: 20}]") + "---\n" + bad("stepps: []"));
        Ran ran = Ran.of("lint", file);
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out().lines())
                .hasSize(3)
                .first()
                .isEqualTo("error " + file
                        + ": shop: spec.steps[1].weight is 20, not above steps[0] (50); weights must rise");
        assertThat(ran.out()).contains("stepps", "2 policies checked: 2 errors, 0 warnings");
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "--strict, 1"})
    void warningsCountWhenAskedTo(String option, int exit) throws IOException {
        String file = file("w.yaml", bad("onUnhealthy: Pause"));
        Ran ran = Ran.of(("lint " + file + " " + option).strip().split(" ", -1));
        assertThat(ran.exit()).isEqualTo(exit);
        assertThat(ran.out()).startsWith("warning " + file + ": shop: onUnhealthy is Pause");
    }

    @Test
    void aCredentialBelongsInASecret() throws IOException {
        String plain = file("p.yaml", bad("health: {probe: {headers: {Authorization: hunter2}}}"));
        assertThat(Ran.of("lint", plain, "--strict").exit()).isEqualTo(1);
        assertThat(Ran.of("lint", plain).out())
                .startsWith(
                        "warning " + plain + ": shop: spec.health.probe.headers.Authorization looks like a credential")
                .contains("keep it in a Secret")
                .doesNotContain("hunter2");
        String secret = file("s.yaml", bad("""
                health: {probe: {headersFrom: [{name: Authorization, valueFrom: {secretKeyRef: {name: probe, key: token}}}]}}"""));
        assertThat(Ran.of("lint", secret, "--strict").exit()).isZero();
    }

    @Test
    void aRouteInBothFormsIsOneErrorAndTheSameRouteInEitherIsTheSame() throws IOException {
        String both = file("b.yaml", GOOD.formatted("shop", "a, kind: VirtualService, name: a"));
        Ran ran = Ran.of("lint", both);
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out().lines())
                .hasSize(2)
                .first()
                .isEqualTo("error " + both
                        + ": shop: spec.routes[0].virtualService stands beside kind; name the object once:"
                        + " take out virtualService, or kind and name");
        String twice = file(
                "t.yaml",
                GOOD.formatted("shop", "a") + "---\n"
                        + GOOD.formatted("cart", "a").replace("virtualService: a", "kind: VirtualService, name: a"));
        assertThat(Ran.of("lint", twice).out())
                .startsWith("warning " + twice + ": cart: spec.routes names VirtualService a, as shop of ");
    }

    @Test
    void findsWhatTheApiServerRefusesBesideTheSpec() throws IOException {
        String file = file("f.yaml", GOOD.formatted("Shop_1", "a") + "extra: 1\n");
        assertThat(Ran.of("lint", file).out())
                .contains(
                        "metadata.name is \"Shop_1\"; write lower-case letters, digits and dashes",
                        "extra is no field of a RolloutPolicy");
    }

    @Test
    void policiesThatClashAreNamed() throws IOException {
        String one = file("one.yaml", GOOD.formatted("a", "shop"));
        String two = file("two.yaml", GOOD.formatted("b", "shop") + "---\n" + GOOD.formatted("a", "cart"));
        assertThat(Ran.of("lint", one, two).out().lines())
                .containsExactly(
                        "warning " + two + ": b: spec.routes names VirtualService shop, as a of " + one
                                + " does; two releases at once would move the same traffic",
                        "error " + two + ": a: metadata.name is taken by " + one
                                + " already; the later one would replace it",
                        "3 policies checked: 1 error, 1 warning");
    }

    @Test
    void fileThatCannotBeReadIsAnotherExitCode() {
        Ran ran = Ran.of("lint", "policies/myapp.yaml", "/no/such.yaml");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().strip()).isEqualTo("/no/such.yaml: does not exist");
    }

    @Test
    void jsonHasAnObjectForEachRemark() throws IOException {
        String file = file("j.yaml", bad("onUnhealthy: Pause"));
        var remark = new ObjectMapper()
                .readTree(Ran.of("lint", file, "-o", "json").out())
                .get(0);
        assertThat(remark.path("file").asText()).isEqualTo(file);
        assertThat(remark.path("policy").asText()).isEqualTo("shop");
        assertThat(remark.path("level").asText()).isEqualTo("warning");
    }

    private static String bad(String field) {
        return GOOD.formatted("shop", "shop").replace("}]}", "}], " + field + "}");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
