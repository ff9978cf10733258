package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.local.BareApi;
import dev.sluice.local.ClusterWide;
import dev.sluice.local.TroubledApi;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** What people are told of a controller that looks into some namespaces alone. */
final class NamespacedLookTest {
    private static final String CONTROLLER = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: sluice-controller
              namespace: sluice-system
              labels: {app.kubernetes.io/name: sluice, app.kubernetes.io/component: controller}
            spec:
              template:
                spec:
                  serviceAccountName: sluice-controller
                  containers:
                    - name: sluice
                      image: sluice:1
                      env: [{name: SLUICE_NAMESPACES, value: "default,pay"}, {name: SLUICE_GATEWAYS_NAMESPACES, value: edge}]
            """;

    private final BareApi api = new BareApi(CONTROLLER);

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void doctorNamesPoliciesAndDeploymentsWhereNobodyLooks() {
        api.create("""
                apiVersion: sluice.dev/v1alpha1
                kind: RolloutPolicy
                metadata: {name: myapp, namespace: elsewhere}
                spec: {routes: [{virtualService: myapp}]}
                """);
        api.create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: elsewhere, annotations: {sluice.dev/rollout: myapp}}
                spec: {template: {spec: {containers: []}}}
                """);

        String told = Ran.at(api.uri(), Ansi.OFF, "doctor").out().replaceAll("\\s+", " ");

        assertThat(told)
                .contains("namespaces ok the controller looks into default, pay alone, and reads edge besides")
                .contains(
                        "policy elsewhere/myapp fail is in namespace elsewhere, which the controller does not look into")
                .contains("Deployment elsewhere/web fail is in namespace elsewhere")
                .contains("sluice install --namespaces default,pay,elsewhere --gateway-namespaces edge");
    }

    @Test
    void allNamespacesAreThoseOfTheControllerForWhoMayNotSeeAll() {
        api.create(StoreParts.ROLLOUT);
        try (TroubledApi narrow = new TroubledApi(api.uri())) {
            narrow.make(ClusterWide.but(List.of(), List.of("default", "sluice-system")));

            Ran ran = Ran.at(narrow.uri(), Ansi.OFF, "list", "-A", "-o", "name");

            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).contains("rollout.sluice.dev/myapp-1");
        }
    }

    @Test
    void refusalIsToldWhereTheControllerLooksIntoAll() {
        try (BareApi wide = new BareApi("");
                TroubledApi narrow = new TroubledApi(wide.uri())) {
            narrow.make(ClusterWide.but(List.of(), List.of("default", "sluice-system")));

            Ran ran = Ran.at(narrow.uri(), Ansi.OFF, "list", "-A");

            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err()).contains("you may not list rollouts.sluice.dev in all namespaces");
        }
    }
}
