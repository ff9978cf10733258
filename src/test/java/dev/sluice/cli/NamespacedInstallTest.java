package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.demo.BareApi;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** Roles in a list of namespaces instead of a ClusterRole. */
final class NamespacedInstallTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> MIXED = List.of("shop", "pay", "istio-system");

    private final BareApi api = new BareApi("");

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void rolesGiveExactlyWhatTheClusterRoleGivesAndNothingIsClusterWide() {
        List<JsonNode> wide = objects(Ran.of("install", "--print").out());
        List<JsonNode> some = objects(printed());

        JsonNode rules = one(wide, "ClusterRole /sluice-controller").path("rules");
        assertThat(one(some, "Role shop/sluice-controller").path("rules")).isEqualTo(rules);
        assertThat(one(some, "Role pay/sluice-controller").path("rules")).isEqualTo(rules);
        assertThat(some)
                .extracting(NamespacedInstallTest::named)
                .filteredOn(name -> name.contains("Role"))
                .containsExactlyInAnyOrder(
                        "Role shop/sluice-controller",
                        "RoleBinding shop/sluice-controller",
                        "Role pay/sluice-controller",
                        "RoleBinding pay/sluice-controller",
                        "Role istio-system/sluice-gateways",
                        "RoleBinding istio-system/sluice-gateways",
                        "Role sluice-system/sluice-leader",
                        "RoleBinding sluice-system/sluice-leader");
        assertThat(one(some, "Role istio-system/sluice-gateways")
                        .path("rules")
                        .findValues("verbs")
                        .toString())
                .doesNotContain("patch", "update", "create", "delete");
    }

    /** What a component adds is of the same namespaces. */
    @Test
    void secretsAreReadInTheNamespacesOfAppsAlone() {
        List<JsonNode> some = objects(printed("--with", "probe-secrets"));

        assertThat(some)
                .extracting(NamespacedInstallTest::named)
                .filteredOn(name -> name.contains("probe-secrets"))
                .containsExactlyInAnyOrder(
                        "Role shop/sluice-probe-secrets",
                        "RoleBinding shop/sluice-probe-secrets",
                        "Role pay/sluice-probe-secrets",
                        "RoleBinding pay/sluice-probe-secrets");
        assertThat(one(some, "RoleBinding pay/sluice-probe-secrets")
                        .at("/roleRef/kind")
                        .asText())
                .isEqualTo("Role");
    }

    @Test
    void controllerAndDashboardAreToldWhereTheyMayLook() {
        List<JsonNode> objects = objects(printed("--with", "dashboard", "-n", "delivery"));

        assertThat(env(one(objects, "Deployment delivery/sluice-controller")))
                .contains("SLUICE_NAMESPACES=shop,pay", "SLUICE_GATEWAYS_NAMESPACES=istio-system");
        assertThat(env(one(objects, "Deployment delivery/sluice-dashboard"))).contains("SLUICE_NAMESPACES=shop,pay");
        assertThat(one(objects, "ClusterRole /sluice-dashboard")
                        .path("rules")
                        .findValues("resources")
                        .toString())
                .isEqualTo("[[\"tokenreviews\"], [\"subjectaccessreviews\"]]");
        assertThat(one(objects, "RoleBinding pay/sluice-dashboard")
                        .path("subjects")
                        .toString())
                .contains("\"sluice-dashboard\"", "\"delivery\"");
    }

    @Test
    void whoInstallsForFewerTakesTheOthersAway() {
        MIXED.forEach(this::namespace);
        assertThat(install().err()).isEmpty();
        assertThat(rights()).contains("ClusterRoleBinding sluice-controller");

        Ran narrowed = install("--namespaces", "shop,pay", "--gateway-namespaces", "istio-system");
        assertThat(narrowed.out())
                .contains("delete     ClusterRoleBinding sluice-controller", "deleted ClusterRole sluice-controller");
        assertThat(rights())
                .containsExactly(
                        "RoleBinding istio-system/sluice-gateways",
                        "RoleBinding pay/sluice-controller",
                        "RoleBinding shop/sluice-controller",
                        "RoleBinding sluice-system/sluice-leader");

        assertThat(install("--namespaces", "shop", "--gateway-namespaces", "istio-system")
                        .out())
                .contains("deleted Role pay/sluice-controller", "deleted RoleBinding pay/sluice-controller");
        assertThat(install("--namespaces", "shop", "--gateway-namespaces", "istio-system")
                        .out())
                .contains("Nothing to do");

        assertThat(install().exit()).isZero();
        assertThat(rights())
                .containsExactly("ClusterRoleBinding sluice-controller", "RoleBinding sluice-system/sluice-leader");
    }

    @Test
    void rolesOfAnotherInstallationStay() {
        MIXED.forEach(this::namespace);
        api.create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: sluice-controller, namespace: other, labels: {app.kubernetes.io/name: sluice}}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: sluice-controller}
                subjects: [{kind: ServiceAccount, name: sluice-controller, namespace: theirs}]
                """);

        assertThat(install().exit()).isZero();

        assertThat(rights()).contains("RoleBinding other/sluice-controller");
    }

    @Test
    void uninstallTakesTheRolesOut() {
        MIXED.forEach(this::namespace);
        assertThat(install("--namespaces", "shop,pay", "--gateway-namespaces", "istio-system")
                        .exit())
                .isZero();

        Ran ran = Ran.at(api.uri(), Ansi.OFF, "uninstall", "--yes", "--timeout", "1m");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains("deleted Role pay/sluice-controller", "deleted Role istio-system/sluice-gateways");
        assertThat(rights()).isEmpty();
        assertThat(api.client().rbac().roles().inAnyNamespace().list().getItems())
                .isEmpty();
    }

    @Test
    void namespaceThatIsNotThereIsNamedBeforeAnythingIsDone() {
        namespace("shop");

        Ran ran =
                Ran.at(api.uri(), Ansi.OFF, "install", "--yes", "--namespaces", "shop", "--gateway-namespaces", "edge");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("namespace edge does not exist", "--gateway-namespaces");
        assertThat(rights()).isEmpty();
    }

    @Test
    void wrongNameIsAWrongOption() {
        Ran ran = Ran.of("install", "--print", "--namespaces", "shop,Pay");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).startsWith("--namespaces: Pay is no name of a namespace");
    }

    @Test
    void nothingIsNoNamespaceThatSomebodyMeant() {
        assertThat(Ran.of("install", "--print", "--namespaces", "shop,,pay").err())
                .startsWith("--namespaces: nothing is no name of a namespace");
        assertThat(Ran.of("install", "--print", "--namespaces", "").exit())
                .as("rights everywhere, where a variable is empty")
                .isEqualTo(2);
    }

    @Test
    void blanksAfterCommasMeanNothing() {
        assertThat(Ran.of("install", "--print", "--namespaces", "shop, pay").out())
                .isEqualTo(
                        Ran.of("install", "--print", "--namespaces", "shop,pay").out())
                .isNotEmpty();
    }

    private static String printed(String... more) {
        List<String> options =
                new ArrayList<>(List.of("--namespaces", "shop,pay", "--gateway-namespaces", "istio-system"));
        options.addAll(List.of(more));
        return printedBy(options.toArray(new String[0]));
    }

    /** This API server knows no server-side apply of what is not there, so that comes first. */
    private Ran install(String... more) {
        for (JsonNode object : objects(printedBy(more))) {
            if (!stands(object)) {
                api.create(object.toString());
            }
        }
        List<String> command = new ArrayList<>(List.of("install", "--yes", "--no-wait"));
        command.addAll(List.of(more));
        return Ran.at(api.uri(), Ansi.OFF, command.toArray(new String[0]));
    }

    private boolean stands(JsonNode object) {
        String namespace = object.at("/metadata/namespace").asText();
        var all = api.client()
                .genericKubernetesResources(
                        object.path("apiVersion").asText(), object.path("kind").asText());
        return (namespace.isEmpty() ? all : all.inNamespace(namespace))
                        .withName(object.at("/metadata/name").asText())
                        .get()
                != null;
    }

    private static String printedBy(String... more) {
        List<String> command = new ArrayList<>(List.of("install", "--print"));
        command.addAll(List.of(more));
        return Ran.of(command.toArray(new String[0])).out();
    }

    private void namespace(String name) {
        api.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    /** All bindings that there are. */
    private TreeSet<String> rights() {
        TreeSet<String> all = new TreeSet<>();
        api.client()
                .rbac()
                .clusterRoleBindings()
                .list()
                .getItems()
                .forEach(
                        one -> all.add("ClusterRoleBinding " + one.getMetadata().getName()));
        api.client()
                .rbac()
                .roleBindings()
                .inAnyNamespace()
                .list()
                .getItems()
                .forEach(one -> all.add("RoleBinding " + one.getMetadata().getNamespace() + "/"
                        + one.getMetadata().getName()));
        return all;
    }

    private static List<String> env(JsonNode deployment) {
        return deployment
                .at("/spec/template/spec/containers/0/env")
                .valueStream()
                .map(one -> one.path("name").asText() + "=" + one.path("value").asText())
                .toList();
    }

    private static JsonNode one(List<JsonNode> objects, String name) {
        return objects.stream()
                .filter(object -> named(object).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> objects(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String named(JsonNode object) {
        return object.path("kind").asText() + " "
                + object.at("/metadata/namespace").asText() + "/"
                + object.at("/metadata/name").asText();
    }
}
