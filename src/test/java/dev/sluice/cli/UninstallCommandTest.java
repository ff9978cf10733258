package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.BareApi;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** What is deleted is gone when the command ends; releases that go on are tried on a real API server. */
final class UninstallCommandTest {
    /** A namespace that goes only when someone has cleaned it, as every namespace does in a real cluster. */
    private static final String LINGERING = """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: sluice-system
              labels: {app.kubernetes.io/name: sluice}
              finalizers: [example.com/cleaner]
            """;

    @Test
    void endsWhenAllThatItDeletedIsGone() {
        try (BareApi api = new BareApi(LINGERING);
                var _ = api.client().namespaces().watch(new Cleaner(api))) {
            Ran ran = uninstall(api, "1m");

            assertThat(ran.err()).isEmpty();
            assertThat(ran.exit()).isZero();
            assertThat(api.client().namespaces().withName("sluice-system").get())
                    .isNull();
        }
    }

    @Test
    void namesWhatIsNotGoneInTime() {
        try (BareApi api = new BareApi(LINGERING)) {
            Ran ran = uninstall(api, "1ms");

            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err()).contains("Namespace sluice-system: deleted, but not gone yet");
        }
    }

    @Test
    void takesOutTheRightsOfTheDashboardAndNobodyElses() {
        String binding = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %s, labels: {app.kubernetes.io/name: %s}}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sluice-dashboard}
                """;
        try (BareApi api = new BareApi(binding.formatted("sluice-dashboard", "sluice"))) {
            api.create(binding.formatted("sluice-controller", "flood-gates"));

            assertThat(uninstall(api, "1m").exit()).isZero();

            assertThat(api.client().rbac().clusterRoleBindings().list().getItems())
                    .extracting(found -> found.getMetadata().getName())
                    .containsExactly("sluice-controller");
        }
    }

    @Test
    void leavesItsRightsToAControllerThatIsNotGoneYet() {
        String controller = """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: sluice-controller
                  namespace: sluice-system
                  labels: {app.kubernetes.io/name: sluice}
                  finalizers: [foregroundDeletion]
                spec:
                  selector: {matchLabels: {app: sluice}}
                  template: {metadata: {labels: {app: sluice}}}
                """;
        String role = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: sluice-controller, labels: {app.kubernetes.io/name: sluice}}
                """;
        try (BareApi api = new BareApi(controller)) {
            api.create(role);

            Ran ran = uninstall(api, "1ms");

            assertThat(ran.err()).contains("Deployment sluice-system/sluice-controller: deleted, but not gone yet");
            assertThat(api.client().rbac().clusterRoles().list().getItems()).hasSize(1);
        }
    }

    private static Ran uninstall(BareApi api, String patience) {
        return Ran.at(api.uri(), Ansi.OFF, "uninstall", "--yes", "--timeout", patience);
    }

    /** Lets go of the namespace once it is being deleted. */
    private record Cleaner(BareApi api) implements Watcher<Namespace> {
        @Override
        public void eventReceived(Action action, Namespace namespace) {
            if (namespace.getMetadata().getDeletionTimestamp() != null && action == Action.MODIFIED) {
                api.client().namespaces().withName("sluice-system").edit(found -> {
                    found.getMetadata().setFinalizers(null);
                    return found;
                });
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new AssertionError(cause);
        }
    }
}
