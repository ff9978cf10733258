package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Other clients write the VirtualService while a release moves its weights. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class OtherClientsIT {
    @Test
    void sharesTheVirtualServiceWithAnotherClient(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy();

        try (Habit habit = annotates(person, Duration.ofMillis(100))) {
            scene.release();
            scene.untilOver("Promoted");
            assertThat(habit.times()).isGreaterThan(50);
        }

        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void revertsAgainstAClientThatNeverStopsWriting(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy().release();
        scene.untilHolding(50);

        try (Habit habit = annotates(person, Duration.ofMillis(20))) {
            scene.until("it writes all the time", () -> habit.times() > 20);
            scene.fault("v2", AppFault.errors(1));
            scene.untilOver("Reverted");
        }

        assertThat(scene.settled().failed())
                .as("50 in a second until the revert; ten seconds of that would be 500")
                .isPositive()
                .isLessThan(250);
    }

    @Test
    void correctsWeightsThatSomeoneElseHasSetAndSaysSo(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy();
        ObjectNode applied = person.sees("VirtualService", "myapp");
        scene.release();
        scene.untilHolding(25);

        person.edits("VirtualService", "myapp", json -> json.set("spec", applied.get("spec")));

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 0, 25, 50, 100);
        assertThat(scene.watching().journal())
                .contains(
                        "HoldInterrupted",
                        "Corrected",
                        "VirtualService myapp gives green 0 % instead of 25 %, written by fabric8");
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void takesInAnHttpRouteThatIsAddedOnTheWay(TruthScene scene) {
        Person person = new Person(scene);
        scene.app().policy().release();
        Users others = new Users();
        try (Load load = new Load(scene.cluster()::gateways, scene.host(), "/extra", 50, others)) {
            scene.untilHolding(10);

            person.edits(
                    "VirtualService",
                    "myapp",
                    json -> json.withObject("/spec").withArrayProperty("http").insert(0, Texts.yaml("""
                            name: extra
                            match: [{uri: {prefix: /extra}}]
                            route: [{destination: {host: myapp, subset: v1}, weight: 100}]
                            """)));

            scene.untilOver("Promoted");
        }
        assertThat(person.sees("VirtualService", "myapp").at("/spec/http")).isEqualTo(Texts.yaml("""
                - name: extra
                  match: [{uri: {prefix: /extra}}]
                  route:
                    - {destination: {host: myapp, subset: v1}, weight: 0}
                    - {destination: {host: myapp, subset: v2}, weight: 100}
                - route:
                    - {destination: {host: myapp, subset: v1}, weight: 0}
                    - {destination: {host: myapp, subset: v2}, weight: 100}
                """));
        assertThat(others.failed()).isZero();
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void waitsWhileTheVirtualServiceMakesThePlanImpossible(TruthScene scene) {
        Person person = new Person(scene);
        scene.app(text -> text.replace("    - route:", "    - name: users\n      route:"))
                .policy(text ->
                        text.replace("[{virtualService: myapp}]", "[{virtualService: myapp, httpRoutes: [users]}]"))
                .release();
        scene.untilHolding(25);

        person.edits("VirtualService", "myapp", json -> last(json).put("name", "renamed"));

        scene.until("it pauses", () -> scene.watching().state().equals("Paused"));
        assertThat(scene.watching().journal()).contains("PausedByObstacle", "has no http route named users");
        person.edits("VirtualService", "myapp", json -> last(json).put("name", "users"));
        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    private static Habit annotates(Person person, Duration period) {
        return new Habit(
                period,
                times -> person.edits(
                        "VirtualService",
                        "myapp",
                        json -> json.withObject("/metadata/annotations").put("times", "" + times)));
    }

    /** The users' route, which stands behind the pinned ones. */
    private static ObjectNode last(ObjectNode virtualService) {
        JsonNode http = virtualService.at("/spec/http");
        return (ObjectNode) http.get(http.size() - 1);
    }
}
