package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A GitOps tool has the VirtualService in git, with blue at 100, and applies it. */
@ExtendWith(Truth.class)
final class GitOpsIT {
    private static final String[] OWN = {"--server-side", "--field-manager=argocd-controller"};
    private static final String[] FORCED = {"--server-side", "--field-manager=argocd-controller", "--force-conflicts"};

    @TempDir
    Path folder;

    @Test
    void promotesAgainstAToolThatAppliesItsManifestEvery5SecondsAndNamesIt(TruthScene scene) throws IOException {
        scene.app().steps("[{weight: 25, hold: 10s}, {weight: 50, hold: 10s}]");
        Path manifest = manifest(scene);

        try (Habit habit = new Habit(Duration.ofSeconds(5), _ -> apply(scene, manifest, FORCED))) {
            scene.release();
            scene.until("it is told who writes", () -> conditions(scene).contains("ForeignWrites"));
            assertThat(conditions(scene)).contains("argocd-controller (Apply, ");
            scene.untilOver("Promoted");
            assertThat(habit.times()).isGreaterThan(4);
        }

        assertThat(scene.watching().journal())
                .contains("Corrected", "HoldInterrupted", "written by argocd-controller")
                .doesNotContain("HoldRestarted");
        assertThat(conditions(scene)).doesNotContain("ForeignWrites");
        assertThat(scene.settled().failed()).isZero();
    }

    /** What is in git is what the user wants: once the release is over nobody fights for green. */
    @Test
    void leavesTheVirtualServiceToTheToolOnceTheReleaseIsOver(TruthScene scene) throws IOException {
        scene.app().policy();
        Path manifest = manifest(scene);
        apply(scene, manifest, FORCED);
        scene.release();
        scene.untilHolding(25);
        assertThatThrownBy(() -> apply(scene, manifest, OWN))
                .as("in the release the weights are Sluice's")
                .hasMessageContaining("conflict with \"sluice\"");
        scene.untilOver("Promoted");
        scene.until("it owns nothing any more", () -> !managers(scene).contains("\"sluice\""));

        apply(scene, manifest, OWN);

        scene.untilOnly("v1");
        scene.meanwhile(200);
        assertThat(scene.watching().steps()).endsWith(100, 0);
        assertThat(scene.watching().state()).isEqualTo("Promoted");
        assertThat(scene.settled().failed()).isZero();
    }

    private Path manifest(TruthScene scene) throws IOException {
        ObjectNode git = new Person(scene).sees("VirtualService", "myapp");
        git.set("metadata", Texts.yaml("{name: myapp}"));
        return Files.writeString(folder.resolve("myapp.json"), git.toString());
    }

    private static void apply(TruthScene scene, Path manifest, String... how) {
        String[] command = new String[how.length + 5];
        command[0] = "apply";
        command[1] = "-n";
        command[2] = scene.namespace();
        command[3] = "-f";
        command[4] = manifest.toString();
        System.arraycopy(how, 0, command, 5, how.length);
        scene.cluster().kubectl(command);
        scene.watching().note("applied the manifest");
    }

    private static String conditions(TruthScene scene) {
        return scene.watching()
                .newest()
                .map(rollout -> rollout.at("/status/conditions").toString())
                .orElse("");
    }

    private static String managers(TruthScene scene) {
        JsonNode json = Texts.yaml(io.fabric8.kubernetes.client.utils.Serialization.asYaml(
                scene.virtualService("myapp").require()));
        return json.at("/metadata/managedFields").toString();
    }
}
