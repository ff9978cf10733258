package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A GitOps tool has the VirtualService in git, with blue at 100, and applies it. */
@ExtendWith(Truth.class)
final class GitOpsIT {
    /** Argo CD by default, which merges on its own side. */
    private static final String[] ARGO = {"--field-manager=argocd-controller"};

    private static final String[] OWN = {"--server-side", "--field-manager=argocd-controller"};

    /** Argo CD with {@code ServerSideApply=true}. */
    private static final String[] FORCED = {"--server-side", "--field-manager=argocd-controller", "--force-conflicts"};

    private static final String[] FLUX = {"--server-side", "--field-manager=kustomize-controller", "--force-conflicts"};
    private static final String COMMIT = "commit";

    @TempDir
    Path folder;

    private int commits;

    /** As Flux does it. */
    @Test
    void promotesAgainstAToolThatAppliesItsManifestEvery5SecondsAndNamesIt(TruthScene scene) throws IOException {
        scene.app().steps("[{weight: 25, hold: 10s}, {weight: 50, hold: 10s}]");
        Path manifest = manifest(git(scene));

        try (Habit habit = new Habit(Duration.ofSeconds(5), _ -> apply(scene, manifest, FLUX))) {
            scene.release();
            scene.until("it is told who writes", () -> conditions(scene).contains("ForeignWrites"));
            assertThat(conditions(scene)).contains("kustomize-controller (Apply, ");
            scene.untilOver("Promoted");
            assertThat(habit.times()).isGreaterThan(4);
        }

        assertThat(scene.watching().journal())
                .contains("Corrected", "HoldInterrupted", "written by kustomize-controller")
                .doesNotContain("HoldRestarted");
        assertThat(conditions(scene)).doesNotContain("ForeignWrites");
        assertThat(scene.settled().failed()).isZero();
    }

    /** What is in git is what the user wants: once the release is over nobody fights for green. */
    @Test
    void leavesTheVirtualServiceToTheToolOnceTheReleaseIsOver(TruthScene scene) throws IOException {
        scene.app().policy();
        Path manifest = manifest(git(scene));
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

    /** With the settings of the documentation. */
    @Test
    void isNotDisturbedByToolsThatLeaveTheRoutesAlone(TruthScene scene) throws IOException {
        // No step is to be taken between what a tool reads and what it writes.
        scene.app().steps("[{weight: 25, hold: 1s, pause: true}]");
        ObjectNode git = git(scene);
        git.withObject("/metadata/annotations").put("kustomize.toolkit.fluxcd.io/ssa", "IfNotPresent");
        apply(scene, manifest(git), FLUX);
        scene.release();
        scene.until("it pauses", () -> scene.watching().state().equals("Paused"));

        leaveTheRoutesAlone(scene, git);
        assertThat(ownsTheRoutes(scene)).isTrue();
        new Person(scene).wants("Run");
        scene.untilOver("Promoted");
        scene.until("it owns nothing any more", () -> !managers(scene).contains("\"sluice\""));
        leaveTheRoutesAlone(scene, git);

        scene.meanwhile(200);
        assertThat(scene.watching().steps()).containsExactly(0, 25, 100);
        assertThat(scene.watching().journal()).doesNotContain("Corrected");
        assertThat(conditions(scene)).doesNotContain("ForeignWrites");
        assertThat(scene.settled().failed()).isZero();
    }

    /** What git has beside the routes comes in all the same. */
    private void leaveTheRoutesAlone(TruthScene scene, ObjectNode git) throws IOException {
        Person person = new Person(scene);
        for (String[] how : List.of(ARGO, FORCED)) {
            sync(scene, git, how);
            assertThat(person.sees("VirtualService", "myapp")
                            .at("/metadata/labels/" + COMMIT)
                            .asInt())
                    .isEqualTo(commits);
        }
        String annotated = manifest(git).toString();
        assertThatThrownBy(() -> scene.cluster().kubectl("create", "-n", scene.namespace(), "-f", annotated))
                .as("Flux leaves alone what is there and would create what is not")
                .hasMessageContaining("already exists");
    }

    /** As Argo CD with RespectIgnoreDifferences=true: the routes as they are in the cluster, the rest from git. */
    private void sync(TruthScene scene, ObjectNode git, String... how) throws IOException {
        ObjectNode wanted = git.deepCopy();
        wanted.withObject("/metadata/labels").put(COMMIT, String.valueOf(++commits));
        wanted.withObject("/spec")
                .set("http", new Person(scene).sees("VirtualService", "myapp").at("/spec/http"));
        apply(scene, manifest(wanted), how);
    }

    private static ObjectNode git(TruthScene scene) {
        ObjectNode git = new Person(scene).sees("VirtualService", "myapp");
        git.set("metadata", Texts.yaml("{name: myapp}"));
        return git;
    }

    private Path manifest(ObjectNode git) throws IOException {
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

    /** What {@code managedFieldsManagers: [sluice]} goes by. */
    private static boolean ownsTheRoutes(TruthScene scene) {
        return StreamSupport.stream(fields(scene).spliterator(), false)
                .filter(entry -> entry.path("manager").asText().equals("sluice"))
                .anyMatch(entry -> entry.at("/fieldsV1/f:spec").has("f:http"));
    }

    private static String managers(TruthScene scene) {
        return fields(scene).toString();
    }

    private static JsonNode fields(TruthScene scene) {
        JsonNode json = Texts.yaml(io.fabric8.kubernetes.client.utils.Serialization.asYaml(
                scene.virtualService("myapp").require()));
        return json.at("/metadata/managedFields");
    }
}
