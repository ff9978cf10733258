package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** The command line as people run it, against a real API server. A command that does not exit with 0 fails the scene. */
@ExtendWith(Truth.class)
@Isolated
final class CommandLineIT {
    @Test
    void releasesStopsTriesAgainAndGoesBack(TruthScene scene) {
        scene.app().steps("[{weight: 10, hold: 15s}]");

        sluice(scene, "release deploy/myapp-v2");
        scene.untilHolding(10);
        sluice(scene, "abort");
        scene.untilOver("Aborted");
        sluice(scene, "retry --wait --timeout 100s");
        scene.untilOnly("v2");
        sluice(scene, "undo --wait --timeout 100s");

        scene.untilOnly("v1");
        assertThat(scene.watching().rollouts()).hasSize(3);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void takesSluiceOutAndPutsItInAgain(TruthScene scene) {
        Person person = new Person(scene);
        // A command takes seconds to begin on a busy machine; the release has to be under way then.
        scene.app().steps("[{weight: 25, hold: 30s}]");
        ObjectNode service = person.sees("VirtualService", "myapp");
        scene.release();
        scene.untilHolding(25);

        try {
            scene.cluster().shell("bin/sluice uninstall --abort --crds --yes --timeout 60s");

            assertThat(person.sees("VirtualService", "myapp")).isEqualTo(service);
            assertThat(UninstallIT.traces(scene.client())).isZero();
            scene.cluster().shell("bin/sluice install --yes --timeout 100s");
        } finally {
            scene.cluster().install();
        }
        scene.policy();
        scene.cluster()
                .shell(
                        "told=$(bin/sluice doctor) && echo \"$told\" | grep -q 'Sluice kinds *ok' || { echo \"$told\"; exit 1; }");

        scene.untilOver("Promoted");
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void installsComponentsOnceAndTakesThemOutAgain(TruthScene scene) {
        // The suite has installed by kubectl, whose fields these are.
        String install =
                "bin/sluice install --yes --force-conflicts --with dashboard,admission,admission-routes,network,metrics-auth,probe-secrets --timeout 100s";
        try {
            scene.cluster().shell(install);
            scene.until(
                    "the dashboard is ready", () -> scene.cluster().dashboards().size() == 2);
            scene.cluster().shell(install + " | grep -q 'Nothing to do'");

            scene.cluster().shell("bin/sluice uninstall --abort --crds --yes --timeout 60s");

            assertThat(UninstallIT.traces(scene.client())).isZero();
        } finally {
            scene.cluster().install();
        }
    }

    private static void sluice(TruthScene scene, String command) {
        scene.cluster().shell("bin/sluice " + command + " -n " + scene.namespace());
    }
}
