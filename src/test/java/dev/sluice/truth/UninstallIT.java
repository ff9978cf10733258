package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Sluice goes, as its documentation says, and comes back. */
@ExtendWith(Truth.class)
@Isolated
final class UninstallIT {
    @Test
    void leavesEverythingAsItWasAndReleasesAgainWhenItIsBack(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy();
        ObjectNode service = person.sees("VirtualService", "myapp");
        ObjectNode rule = person.sees("DestinationRule", "myapp");
        scene.release();
        scene.untilHolding(25);

        try {
            Documented.run(scene.cluster(), Path.of("docs/operations.md"), "## Uninstall");

            assertThat(person.sees("VirtualService", "myapp")).isEqualTo(service);
            assertThat(person.sees("DestinationRule", "myapp")).isEqualTo(rule);
            assertThat(traces(scene.client())).isZero();
        } finally {
            scene.cluster().install();
        }
        scene.policy();

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    /** What of Sluice is in the cluster outside the apps' own objects. */
    static long traces(KubernetesClient client) {
        var kinds = client.apiextensions().v1().customResourceDefinitions().list().getItems().stream();
        var roles = client.rbac().clusterRoles().list().getItems().stream();
        var bindings = client.rbac().clusterRoleBindings().list().getItems().stream();
        var namespaces = client.namespaces().list().getItems().stream();
        var rules = Stream.of("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")
                .flatMap(
                        kind -> client
                                .genericKubernetesResources("admissionregistration.k8s.io/v1", kind)
                                .list()
                                .getItems()
                                .stream());
        return kinds.filter(kind -> kind.getSpec().getGroup().equals("sluice.dev"))
                        .count()
                + roles.filter(role -> role.getMetadata().getName().contains("sluice"))
                        .count()
                + bindings.filter(binding -> binding.getMetadata().getName().contains("sluice"))
                        .count()
                + rules.filter(rule -> rule.getMetadata().getName().contains("sluice"))
                        .count()
                + namespaces
                        .filter(namespace -> namespace.getMetadata().getName().equals(TruthCluster.SYSTEM))
                        .count();
    }
}
