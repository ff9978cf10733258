package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.truth.Watching.Moment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** VirtualServices of many shapes: weights move, and nothing else. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class MeshIT {
    @Test
    void movesTheVirtualServiceThatAnotherDelegatesTo(TruthScene scene) {
        Person person = new Person(scene);
        scene.app(same -> Texts.app("delegated.yaml"), "/shop")
                .policy(text -> text.replace("minSample: 5", "minSample: 5, probe: {path: /shop}"));
        ObjectNode root = person.sees("VirtualService", "root");
        Users carts = new Users();
        try (Load load = new Load(scene.cluster()::gateways, scene.host(), "/shop/cart", 50, carts)) {
            scene.release();
            scene.untilOver("Promoted");
        }

        assertThat(person.sees("VirtualService", "root")).isEqualTo(root);
        assertThat(person.sees("VirtualService", "myapp").at("/spec/http")).isEqualTo(Texts.yaml("""
                - match: [{uri: {prefix: /shop/cart}}]
                  route:
                    - {destination: {host: myapp, subset: v1}, weight: 0}
                    - {destination: {host: myapp, subset: v2}, weight: 100}
                - route:
                    - {destination: {host: myapp, subset: v1}, weight: 0}
                    - {destination: {host: myapp, subset: v2}, weight: 100}
                """));
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(carts.of("v2")).isPositive();
        assertThat(carts.failed()).isZero();
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void leavesARichVirtualServiceAsItWasAfterARevert(TruthScene scene) {
        try (NextIstio next = new NextIstio(scene.client())) {
            ObjectNode before = rich(scene);
            scene.release();
            scene.untilHolding(25);

            scene.fault("v2", AppFault.errors(1));

            scene.untilOver("Reverted");
            long back = System.nanoTime();
            assertThat(new Person(scene).sees("VirtualService", "myapp")).isEqualTo(before);
            scene.until("users come", () -> scene.users().count(one -> one.due() > back) > 100);
            assertThat(scene.settled().failedAfter(back)).isZero();
            assertThat(scene.users().failed())
                    .as("25 in a second until the revert; ten seconds of that would be 250")
                    .isPositive()
                    .isLessThan(125);
        }
    }

    @Test
    void changesNothingButWeightsInARichVirtualService(TruthScene scene) {
        try (NextIstio next = new NextIstio(scene.client())) {
            ObjectNode after = rich(scene);
            for (int route : List.of(3, 4)) {
                ObjectNode split = after.withObject("/spec/http/" + route);
                split.withObject("/route/0").put("weight", 0);
                split.withObject("/route/1").put("weight", 100);
            }
            Users carts = new Users();
            try (Load load = new Load(scene.cluster()::gateways, scene.host(), "/cart?debug=0", 50, carts)) {
                scene.release();
                scene.untilOver("Promoted");
            }

            assertThat(new Person(scene).sees("VirtualService", "myapp")).isEqualTo(after);
            assertThat(carts.of("v1")).isPositive();
            assertThat(carts.of("v2")).isPositive();
            assertThat(carts.failed()).isZero();
            assertThat(scene.settled().failed()).isZero();
        }
    }

    @Test
    void movesWhatAThirdDestinationLeavesByTheSubsetsThatAreThere(TruthScene scene) {
        Person person = uncommon(scene);
        ObjectNode after = person.sees("VirtualService", "myapp");
        ObjectNode rule = person.sees("DestinationRule", "myapp");
        after.withObject("/spec/http/2/route/0").put("weight", 0);
        after.withObject("/spec/http/2/route/1").put("weight", 70);

        scene.release();
        scene.untilOver("Promoted");

        assertThat(person.sees("VirtualService", "myapp")).isEqualTo(after);
        assertThat(person.sees("DestinationRule", "myapp")).isEqualTo(rule);
        assertThat(scene.users().of("v2")).isPositive();
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void givesAThirdDestinationItsWeightBackAfterARevert(TruthScene scene) {
        Person person = uncommon(scene);
        ObjectNode before = person.sees("VirtualService", "myapp");
        scene.release();
        scene.untilHolding(25);

        person.wants("Aborted");

        scene.untilOver("Aborted");
        assertThat(person.sees("VirtualService", "myapp")).isEqualTo(before);
        assertThat(scene.settled().failed()).isZero();
    }

    /** Subsets that select by two labels, under names that are no versions; the policy names no path. */
    private static Person uncommon(TruthScene scene) {
        scene.app(
                        same -> Texts.app("uncommon.yaml")
                                .replace("{name: v1, labels: {", "{name: stable, labels: {app: myapp, ")
                                .replace("{name: v2, labels: {", "{name: canary, labels: {app: myapp, "),
                        "/v1/foo")
                .policy(same -> same);
        return new Person(scene);
    }

    @Test
    @Tag("core")
    void movesSeveralVirtualServicesTogether(TruthScene scene) {
        several(scene);
        Users partners = new Users();
        try (Load load = new Load(scene.cluster()::gateways, "partners." + scene.host(), "/", 50, partners)) {
            scene.release();
            scene.untilOver("Promoted");
        }

        assertThat(scene.watching().steps("myapp")).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.watching().steps("partners")).containsExactly(0, 10, 25, 50, 100);
        assertTogether(scene);
        assertThat(partners.of("v2")).isPositive();
        assertThat(partners.failed()).isZero();
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void takesSeveralVirtualServicesBackTogether(TruthScene scene) {
        several(scene);
        Person person = new Person(scene);
        List<ObjectNode> before = both(person);
        scene.release();
        scene.untilHolding(50);

        person.wants("Aborted");

        scene.untilOver("Aborted");
        assertThat(both(person)).isEqualTo(before);
        assertThat(scene.watching().steps("partners")).containsExactly(0, 10, 25, 50, 0);
        assertTogether(scene);
        assertThat(scene.settled().failed()).isZero();
    }

    private static void several(TruthScene scene) {
        scene.app(same -> Texts.app("several.yaml"))
                .policy(text -> text.replace(
                        "[{virtualService: myapp}]", "[{virtualService: myapp}, {virtualService: partners}]"));
        scene.untilServed("partners." + scene.host(), "/");
    }

    private static List<ObjectNode> both(Person person) {
        return Stream.of("myapp", "partners")
                .map(name -> person.sees("VirtualService", name))
                .toList();
    }

    /** Neither took a step before the other had taken the one before. */
    private static void assertTogether(TruthScene scene) {
        List<Moment> ones = scene.watching().weights("myapp");
        List<Moment> others = scene.watching().weights("partners");
        for (int i = 1; i < ones.size(); i++) {
            long earlier = Math.min(ones.get(i).at(), others.get(i).at());
            long later = Math.max(ones.get(i - 1).at(), others.get(i - 1).at());
            assertThat(earlier)
                    .as("step %d of one after step %d of both", i, i - 1)
                    .isGreaterThan(later);
        }
    }

    /** Sets the scene with a VirtualService that has a bit of everything, and returns it. */
    private static ObjectNode rich(TruthScene scene) {
        Person person = new Person(scene);
        scene.app(same -> Texts.app("rich.yaml"))
                .policy(text -> text.replace(
                        "[{virtualService: myapp}]", "[{virtualService: myapp, httpRoutes: [cart, rest]}]"));
        scene.untilServed(scene.host(), "/cart?debug=0");
        scene.until("the API server knows the new field", () -> {
            person.edits("VirtualService", "myapp", MeshIT::newer);
            return person.sees("VirtualService", "myapp")
                    .at("/spec/http/4/" + NextIstio.FIELD + "/deep/0")
                    .isTextual();
        });
        scene.virtualService("myapp").subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status": {"nobodyKnows": {"a": [1, "b"]}}}
                        """);
        ObjectNode seen = person.sees("VirtualService", "myapp");
        assertThat(seen.at("/status/nobodyKnows/a/1").asText()).isEqualTo("b");
        return seen;
    }

    /** A field that only a later Istio has, in every http route. */
    private static void newer(ObjectNode virtualService) {
        virtualService
                .withObject("/spec")
                .withArrayProperty("http")
                .forEach(route -> ((ObjectNode) route)
                        .set(NextIstio.FIELD, Texts.yaml("deep: [word, 7, 0.50, null, {empty: {}}]")));
    }
}
