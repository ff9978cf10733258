package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaStatus;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Versions of different size: green gets no more than its pods carry. */
@ExtendWith(Truth.class)
final class CapacityIT {
    @Tag("core")
    @Test
    void waitsUntilGreenIsScaledUp(TruthScene scene) {
        scene.app(sizes(3, 1)).policy(CapacityIT::quick);
        scene.until("blue has three pods", () -> scene.ready("v1") == 3);
        scene.release();

        scene.until(
                "it waits for pods",
                () -> scene.watching()
                        .message()
                        .contains("which needs 2 ready pods (blue had 3 for 100 %): green has 1;"
                                + " scale deployment/myapp-v2 to 2, or to 3 for 100 %"));
        scene.meanwhile(100);
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25);
        assertThat(condition(scene, "Stalled")).isEqualTo("True");
        scale(scene, "myapp-v2", 3);

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void scalesGreenUpAndHoldsBlueWhereThePolicyLetsIt(TruthScene scene) {
        Person person = new Person(scene);
        scene.app(sizes(3, 1))
                .policy(policy -> quick(policy) + "capacity: {rule: Scale, holdBlue: true}\n")
                .apply(Texts.resource("autoscalers.yaml")
                        .split("(?m)^---$", -1)[0]
                        .replace("minReplicas: 2", "minReplicas: 1"));
        scene.until("blue has three pods", () -> scene.ready("v1") == 3);
        JsonNode before = person.sees("HorizontalPodAutoscaler", "myapp-v1");
        scene.release();

        scene.untilHolding(50);
        assertThat(person.sees("HorizontalPodAutoscaler", "myapp-v1")
                        .at("/spec/minReplicas")
                        .asInt())
                .isEqualTo(3);
        assertThat(person.managers("HorizontalPodAutoscaler", "myapp-v1")).contains("sluice");
        scene.untilOver("Promoted");

        scene.until("nothing is held", () -> !scene.watching().held());
        JsonNode after = person.sees("HorizontalPodAutoscaler", "myapp-v1");
        assertThat(after.path("spec")).isEqualTo(before.path("spec"));
        assertThat(after.at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
        scene.until(
                "it owns nothing of it",
                () -> !person.managers("HorizontalPodAutoscaler", "myapp-v1").contains("sluice"));
        assertThat(scene.ready("v2")).isEqualTo(3);
        assertThat(scene.watching().journal()).contains("deployment/myapp-v2 to 2", "deployment/myapp-v2 to 3");
        assertThat(scene.settled().failed()).isZero();
    }

    /** The Deployment calls itself progressing meanwhile; only Sluice's own deadline ends it. */
    @Test
    void saysThatAQuotaKeepsGreenSmall(TruthScene scene) {
        scene.app(sizes(2, 1)).policy(policy -> policy.replace("progressDeadline: 2m", "progressDeadline: 4s"));
        scene.until("all pods run", () -> scene.ready("v1") == 2 && scene.ready("v2") == 1);
        quota(scene, 3);
        scale(scene, "myapp-v2", 2);
        scene.release();

        scene.untilOver("Reverted");

        assertThat(scene.watching().journal()).contains("1 of 2 pods of green are ready", "exceeded quota: three-pods");
        assertThat(scene.watching().steps()).containsExactly(0);
    }

    private static UnaryOperator<String> sizes(int blue, int green) {
        return yaml -> yaml.replaceFirst("replicas: \\$\\{REPLICAS}", "replicas: " + blue)
                .replace("replicas: ${REPLICAS}", "replicas: " + green);
    }

    private static String quick(String policy) {
        return policy.replaceAll("hold: \\w+", "hold: 600ms");
    }

    private static void scale(TruthScene scene, String deployment, int pods) {
        scene.client()
                .apps()
                .deployments()
                .inNamespace(scene.namespace())
                .withName(deployment)
                .scale(pods);
        scene.watching().note("scaled " + deployment + " to " + pods);
    }

    /** No controller counts quotas here, so what is used stands there from the beginning. */
    private static void quota(TruthScene scene, int pods) {
        Map<String, Quantity> all = Map.of("pods", new Quantity(Integer.toString(pods)));
        ResourceQuota quota = scene.client()
                .resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("three-pods")
                        .withNamespace(scene.namespace())
                        .endMetadata()
                        .withNewSpec()
                        .withHard(all)
                        .endSpec()
                        .build())
                .create();
        quota.setStatus(new ResourceQuotaStatus(all, all));
        scene.client().resource(quota).updateStatus();
    }

    private static String condition(TruthScene scene, String type) {
        for (JsonNode one : scene.watching().newest().orElseThrow().at("/status/conditions")) {
            if (one.path("type").asText().equals(type)) {
                return one.path("status").asText();
            }
        }
        return "";
    }
}
