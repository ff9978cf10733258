package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Releases that go well: nobody notices. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class GoodReleaseIT {
    @Test
    @Tag("core")
    void promotesInStepsAndLeavesNoneBeforeItsHold(TruthScene scene) {
        scene.app().policy().release();

        scene.untilOver("Promoted");

        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertHolds(scene, 1, 2, 2, 2, 2);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    @Tag("core")
    void adoptsAnAppThatRunsWithoutWeightsAndWithoutGreensSubset(TruthScene scene) {
        scene.app(same -> Texts.resource("running.yaml")).policy();
        Person person = new Person(scene);
        ObjectNode rule = person.sees("DestinationRule", "myapp");
        ObjectNode service = person.sees("VirtualService", "myapp");

        scene.apply(Texts.resource("green.yaml"));

        scene.untilOver("Promoted");
        ObjectNode green =
                rule.withObject("/spec").withArray("subsets").addObject().put("name", "v2");
        green.putObject("labels").put("version", "v2");
        assertThat(person.sees("DestinationRule", "myapp")).isEqualTo(rule);
        service.withObject("/spec").set("http", Texts.yaml("""
                - route:
                    - {destination: {host: myapp, subset: v1}, weight: 0}
                    - {destination: {host: myapp, subset: v2}, weight: 100}
                """));
        assertThat(person.sees("VirtualService", "myapp")).isEqualTo(service);
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void flipsAtOnceAfterThePreFlightWhenThereAreNoSteps(TruthScene scene) {
        scene.app().steps("[]").release();

        scene.untilOver("Promoted");

        assertThat(scene.watching().steps()).containsExactly(0, 100);
        assertHolds(scene, 1, 2);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void scalesBlueToZeroWhenGreenHasEverything(TruthScene scene) {
        scene.app().policy(policy -> policy + "blueAfter: ScaleToZero\n").release();

        scene.untilOver("Promoted");
        scene.until("blue is gone", () -> scene.pods("v1").isEmpty());

        scene.untilOnly("v2");
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void givesTheFirstVersionOfAnAppEverythingAtOnce(TruthScene scene) {
        scene.apply(Texts.resource("running.yaml").replace("replicas: ${REPLICAS}", "replicas: 0"))
                .policy()
                .users("/");

        scene.apply(Texts.resource("green.yaml"));

        scene.untilOver("Promoted");
        long promoted = System.nanoTime();
        assertThat(scene.users().of("v1")).as("nothing served before").isZero();
        scene.until("users come", () -> scene.users().count(one -> one.due() > promoted) > 300);
        assertThat(scene.watching().steps()).containsExactly(0, 100);
        assertThat(scene.settled().failedAfter(promoted)).isZero();
    }

    /** Each weight stood for at least the seconds that the policy says, by the API server's clock. */
    private static void assertHolds(TruthScene scene, Integer... seconds) {
        scene.until("nothing is held", () -> !scene.watching().held());
        List<Duration> stood = Writes.of(scene).stood();
        // The last write only gives up the fields that are Sluice's.
        assertThat(stood.subList(0, stood.size() - 1))
                .zipSatisfy(
                        List.of(seconds),
                        (one, hold) -> assertThat(one).isGreaterThanOrEqualTo(Duration.ofSeconds(hold)));
    }
}
