package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.truth.Audit.Request;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Reads what the API server noted of a whole run of the suite: Sluice needs every right that it has, and no other. */
final class RightsIT {
    /** A Secret with a rule of its own, whose reading is no use of the rule for the others. */
    private static final String NOTIFICATIONS = "sluice-notifications";

    private static final Pattern ROLE = Pattern.compile("(?m)^kind: (Cluster)?Role$");

    private List<Request> requests = List.of();

    @BeforeEach
    void read() {
        Truth.skipWithoutTools();
        requests = new Audit(Tools.find()).requests();
        assertThat(requests).hasSizeGreaterThan(100);
    }

    @Test
    @Tag("core")
    void nothingWasForbidden() {
        assertThat(requests).filteredOn(request -> !request.allowed()).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(
            named = "truth.whole",
            matches = "true",
            disabledReason = "only the whole suite uses every right")
    void everyRightWasUsed() throws IOException {
        Set<String> unused = new TreeSet<>();
        for (Component component : Component.ALL) {
            for (PolicyRule rule : component.rules()) {
                for (String resource : rule.getResources()) {
                    for (String verb : rule.getVerbs()) {
                        if (requests.stream()
                                .filter(component::made)
                                .noneMatch(request -> uses(request, rule, resource, verb))) {
                            unused.add(component.account() + " " + verb + " " + resource + ", in " + component.file());
                        }
                    }
                }
            }
        }
        assertThat(unused).as("rights that nothing used").isEmpty();
    }

    @Test
    @Tag("core")
    void eachAccountIsKnown() {
        assertThat(requests)
                .extracting(Request::account)
                .isSubsetOf(Component.ALL.stream().map(Component::account).toList());
    }

    @Test
    @Tag("core")
    void theDashboardChangesNothing() {
        assertThat(requests)
                .filteredOn(request -> request.account().equals("sluice-dashboard") && request.writes())
                .extracting(Request::resource)
                .isSubsetOf("tokenreviews", "subjectaccessreviews", "events");
    }

    @Test
    @Tag("core")
    void everyFileOfRightsIsLookedInto() throws IOException {
        Path all = Path.of("kubernetes");
        try (Stream<Path> files = Files.walk(all)) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml"))
                            .filter(RightsIT::givesRights)
                            .map(file -> all.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(Component.ALL.stream().map(Component::file), Component.OTHERS.stream())
                                    .toList());
        }
    }

    private static boolean givesRights(Path file) {
        try {
            return ROLE.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean uses(Request request, PolicyRule rule, String resource, String verb) {
        return request.allowed()
                && request.verb().equals(verb)
                && request.resource().equals(resource)
                && rule.getApiGroups().contains(request.group())
                && (rule.getResourceNames().isEmpty()
                        ? !request.name().equals(NOTIFICATIONS)
                        : rule.getResourceNames().contains(request.name()));
    }

    /**
     * Rights that stand in a file, and whose they are.
     *
     * @param namespaces what the names of the namespaces match in which they are used; the empty name is that of all
     */
    private record Component(String file, String account, String namespaces) {
        private static final List<Component> ALL = List.of(
                new Component("controller/rbac.yaml", "sluice-controller", ".*"),
                new Component("dashboard/rbac.yaml", "sluice-dashboard", ".*"),
                new Component("notifications/rbac.yaml", "sluice-controller", ".*"),
                new Component("metrics-auth/rbac.yaml", "sluice-controller", ".*"),
                new Component("probe-secrets/rbac.yaml", "sluice-controller", ".*"),
                new Component("namespaced/apps/rbac.yaml", "sluice-controller", "s\\d+"),
                new Component("namespaced/gateways/rbac.yaml", "sluice-controller", "istio-system"),
                new Component("namespaced/dashboard/reviews.yaml", "sluice-dashboard", ""),
                new Component("namespaced/dashboard-apps/rbac.yaml", "sluice-dashboard", "s\\d+"));

        /** Rights that are people's, and a right that is taken out. */
        private static final List<String> OTHERS = List.of("dashboard/roles.yaml", "namespaced/no-role.yaml");

        private boolean made(Request request) {
            return request.account().equals(account) && request.namespace().matches(namespaces);
        }

        private List<PolicyRule> rules() throws IOException {
            String text = Files.readString(Path.of("kubernetes", file));
            return Stream.of(text.split("(?m)^---$"))
                    .map(document -> (HasMetadata) Serialization.unmarshal(document))
                    .map(RightsIT::rules)
                    .flatMap(Collection::stream)
                    .toList();
        }
    }

    private static List<PolicyRule> rules(HasMetadata found) {
        return switch (found) {
            case ClusterRole role -> role.getRules();
            case Role role -> role.getRules();
            default -> List.of();
        };
    }
}
