package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** People steer a release, or change what it is about, while it runs. No user notices. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class PeopleIT {
    @Test
    void goesOnUnderTheFrozenPlanWhenThePolicyIsEdited(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy().release();
        scene.untilHolding(10);

        person.edits(
                "RolloutPolicy",
                "myapp",
                json -> json.withObject("/spec").set("steps", Texts.yaml("- {weight: 90, hold: 10m}")));

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void putsTheTrafficBackWhenThePolicyIsDeleted(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy();
        ObjectNode before = person.sees("VirtualService", "myapp");
        scene.release();
        scene.untilHolding(25);

        person.deletes("RolloutPolicy", "myapp");

        scene.until("the Rollout is gone", () -> scene.watching().rollouts().isEmpty());
        assertThat(person.sees("VirtualService", "myapp")).isEqualTo(before);
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 0);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void beginsAgainWhenThePolicyIsReplaced(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy().release();
        scene.untilHolding(25);
        String first = uid(scene);

        person.deletes("RolloutPolicy", "myapp");
        scene.policy();

        scene.until(
                "another Rollout begins",
                () -> scene.watching().newest().isPresent() && !uid(scene).equals(first));
        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 0, 10, 25, 50, 100);
        assertThat(scene.watching().rollouts()).hasSize(1);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    @Tag("core")
    void releasesANewTemplateFromTheBeginning(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy().release();
        scene.untilHolding(25);
        String first = person.rollout();

        try (First<GenericKubernetesResource> back = new First<>(scene.virtualService("myapp"), PeopleIT::blueHasAll);
                First<Pod> ready = new First<>(scene.client().pods().inNamespace(scene.namespace()), PeopleIT::isNew)) {
            person.edits("Deployment", "myapp-v2", PeopleIT::slowStart);
            scene.until("the next Rollout begins", () -> !person.rollout().equals(first));
            scene.untilOver("Promoted");
            assertThat(ready.revision())
                    .as(
                            "the first write that made a pod of the new template ready, after the one that took its traffic away")
                    .isGreaterThan(back.revision());
            assertThat(back.revision()).isPositive();
        }

        assertThat(person.sees("Rollout", first).at("/status/state").asText()).isEqualTo("Superseded");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void putsTheTrafficBackWhenTheRolloutIsDeletedAndBeginsAgain(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy().release();
        scene.untilHolding(25);
        String first = uid(scene);

        person.deletes("Rollout", person.rollout());

        scene.until(
                "another Rollout begins",
                () -> scene.watching().newest().isPresent() && !uid(scene).equals(first));
        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void pausesAndGoesOnWhenAPersonWantsIt(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy().release();
        scene.untilHolding(25);

        person.wants("Paused");
        scene.until("it pauses", () -> scene.watching().state().equals("Paused"));
        long paused = System.nanoTime();
        scene.until("more than a hold has passed", () -> scene.users().count(one -> one.due() > paused) > 300);
        assertThat(scene.watching().state()).isEqualTo("Paused");
        assertThat(scene.watching().steps()).endsWith(10, 25);
        person.wants("Run");

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void abortsWhenAPersonWantsIt(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy();
        ObjectNode before = person.sees("VirtualService", "myapp");
        scene.release();
        scene.untilHolding(50);

        person.wants("Aborted");

        scene.untilOver("Aborted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 0);
        assertThat(person.sees("VirtualService", "myapp")).isEqualTo(before);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void skipsTheRemainingStepsWhenAPersonWantsItAndLeavesNoRolloutWithoutAPolicy(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy().release();
        scene.untilHolding(10);

        person.wants("Promoted");

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 100);
        assertThat(scene.settled().failed()).isZero();

        person.deletesAlone("RolloutPolicy", "myapp");
        scene.until(
                "the Rollout that the policy left is gone",
                () -> scene.watching().rollouts().isEmpty());
    }

    /** A new template whose pods take as long to start as most apps do at least. */
    private static void slowStart(ObjectNode deployment) {
        deployment.withObject("/spec/template/spec/containers/0/readinessProbe").put("initialDelaySeconds", 1);
    }

    private static boolean isNew(Pod pod) {
        return Readiness.getInstance().isReady(pod)
                && Integer.valueOf(1)
                        .equals(pod.getSpec()
                                .getContainers()
                                .getFirst()
                                .getReadinessProbe()
                                .getInitialDelaySeconds());
    }

    private static boolean blueHasAll(GenericKubernetesResource virtualService) {
        return Watching.green(virtualService) == 0;
    }

    private static String uid(TruthScene scene) {
        return scene.watching().newest().orElseThrow().at("/metadata/uid").asText();
    }
}
