package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Blue is gone while green serves: users go where they are served, and never into nothing. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
@Tag("core")
final class LostBlueIT {
    /** Two seconds of the 75 users a second that blue has at 25 %. */
    private static final int FEW = 150;

    @Test
    void greenCarriesAllWhenBlueIsScaledToNothing(TruthScene scene) {
        hold(scene, From.TWENTY_FIVE);

        blue(scene).scale(0);

        scene.untilOver("Promoted");
        assertThat(scene.watching().journal()).contains("FailedOver", "blue is scaled to 0");
        assertThat(scene.watching().steps()).endsWith(25, 100);
        scene.untilOnly("v2");
        assertThat(scene.settled().failed()).isLessThanOrEqualTo(FEW);
    }

    /** Whatever makes its pods. */
    @Test
    void goesOnWhereItWasWhenABlueThatNoDeploymentMakesIsBack(TruthScene scene) {
        hold(scene, From.TWENTY_FIVE, app -> app.replaceFirst("kind: Deployment", "kind: ReplicaSet"));

        scene.fault("v1", AppFault.UNREADY);
        untilFailedOver(scene);
        scene.untilOnly("v2");
        scene.fault("v1", AppFault.NONE);

        scene.untilHolding(25);
        assertThat(scene.watching().steps()).endsWith(25, 100, 25);
        assertThat(scene.settled().failed()).isLessThanOrEqualTo(FEW);
    }

    /** Before, somebody takes blue's subset out, and it is put back. */
    @Test
    void anAbortWaitsForABlueThatIsDown(TruthScene scene) {
        hold(scene, From.FIFTY);
        Person person = new Person(scene);
        person.edits("DestinationRule", "myapp", LostBlueIT::takeBluesSubset);
        scene.until(
                "it is told who took it out",
                () -> scene.watching().journal().contains("subset v1 is missing in DestinationRule myapp, written by"));
        scene.until(
                "it is put back",
                () -> person.sees("DestinationRule", "myapp")
                        .at("/spec/subsets")
                        .toString()
                        .contains("{\"labels\":{\"version\":\"v1\"},\"name\":\"v1\"}"));
        scene.fault("v1", AppFault.UNREADY);
        untilFailedOver(scene);

        abort(scene);

        scene.untilOnly("v2");
        scene.fault("v1", AppFault.NONE);
        scene.untilOver("Aborted");
        Aftermath.onlyBlueServes(scene);
        assertThat(scene.settled().failed()).as("blue was away twice").isLessThanOrEqualTo(2 * FEW);
    }

    @Test
    void nobodyNoticesThatBlueIsDeletedInTheBake(TruthScene scene) {
        hold(scene, From.BAKE);

        blue(scene).delete();

        scene.untilOver("Promoted");
        assertThat(scene.watching().journal()).contains("FailedOver", "its Deployment is gone");
        scene.untilOnly("v2");
        assertThat(scene.settled().failed()).isZero();
    }

    private static void hold(TruthScene scene, From stage) {
        hold(scene, stage, app -> app);
    }

    private static void hold(TruthScene scene, From stage, UnaryOperator<String> change) {
        scene.app(change).policy(policy -> stage.holding(policy, "5s"));
        scene.until("blue has its pods", () -> scene.ready("v1") == 2);
        scene.release();
        scene.untilHolding(stage.weight());
    }

    private static void takeBluesSubset(ObjectNode rule) {
        ArrayNode subsets = rule.withObject("/spec").withArray("subsets");
        subsets.removeIf(subset -> subset.path("name").asText().equals("v1"));
    }

    private static void untilFailedOver(TruthScene scene) {
        scene.until("all traffic is on green", () -> scene.watching().state().equals("FailedOver"));
    }

    private static RollableScalableResource<Deployment> blue(TruthScene scene) {
        return scene.client()
                .apps()
                .deployments()
                .inNamespace(scene.namespace())
                .withName("myapp-v1");
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
}
