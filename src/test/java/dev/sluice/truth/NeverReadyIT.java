package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Green never comes up: nothing in the mesh is touched, and no user notices. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
@Tag("core")
final class NeverReadyIT {
    @Test
    void givesUpAnImageThatIsMissingAtTheDeadline(TruthScene scene) {
        scene.app(yaml -> yaml.replace("${IMAGE}", "truth/missing:v2"));

        scene.policy(NeverReadyIT::impatient).release();

        scene.untilOver("Reverted");
        assertThat(scene.watching().journal()).contains("the pre-flight could not begin within 4s");
        nothingHappened(scene);
    }

    @Test
    void givesUpPodsThatCrashAtEachStartAtTheDeadline(TruthScene scene) {
        scene.app().policy(NeverReadyIT::impatient);
        scene.until("green can be broken", () -> scene.ready("v2") == 2);
        scene.fault("v2", AppFault.CRASH);
        scene.until("green is down", () -> scene.ready("v2") == 0);

        scene.release();

        scene.untilOver("Reverted");
        assertThat(scene.watching().journal()).contains("crash-loops");
        nothingHappened(scene);
    }

    @Test
    void waitsForPodsThatNeverGetReadyUntilSomeoneAborts(TruthScene scene) {
        scene.app(green(yaml -> yaml.replace("port: 8080}", "port: 8081}")))
                .policy()
                .release();
        scene.until("Sluice waits for green", () -> scene.watching().state().equals("Preparing"));

        abort(scene);

        scene.untilOver("Aborted");
        assertThat(scene.watching().newest().orElseThrow().at("/status/message").asText())
                .contains("desired is Aborted");
        nothingHappened(scene);
    }

    private static String impatient(String policy) {
        return policy.replace("progressDeadline: 2m", "progressDeadline: 4s");
    }

    /** Changes green's Deployment alone, which comes after blue's. */
    private static UnaryOperator<String> green(UnaryOperator<String> change) {
        return yaml -> {
            int green = yaml.indexOf("name: myapp-v2");
            return yaml.substring(0, green) + change.apply(yaml.substring(green));
        };
    }

    private static void abort(TruthScene scene) {
        String name =
                scene.watching().newest().orElseThrow().at("/metadata/name").asText();
        scene.resource("sluice.dev/v1alpha1", "Rollout", name).edit(rollout -> {
            Map<String, Object> spec = rollout.get("spec");
            spec.put("desired", "Aborted");
            return rollout;
        });
    }

    private static void nothingHappened(TruthScene scene) {
        assertThat(scene.watching().steps()).containsExactly(0);
        assertThat(scene.virtualService("myapp").require().getMetadata().getGeneration())
                .as("changes of the VirtualService, its creation included")
                .isEqualTo(1);
        assertThat(scene.settled().failed()).isZero();
        assertThat(scene.users().of("v2")).isZero();
    }
}
