package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** What Sluice leans on goes away for a while; what cannot be seen is never counted as health, and never as sickness. */
@ExtendWith(Truth.class)
@Isolated
final class OutageIT {
    /** A minute of users. */
    private static final int MINUTE = 6000;

    /** One outage for a release in each phase, and for one whose green breaks while nothing can be written. */
    @Test
    void goesOnAfterTheApiServerWasAwayForAMinute(
            TruthScene preflight, TruthScene first, TruthScene last, TruthScene bake, TruthScene broken) {
        Map<From, TruthScene> good =
                new EnumMap<>(Map.of(From.PREFLIGHT, preflight, From.TEN, first, From.FIFTY, last, From.BAKE, bake));
        good.forEach((phase, scene) ->
                scene.name("in " + phase).users(25).app().policy(policy -> phase.holding(policy, "30s")));
        broken.name("green breaks meanwhile").app().steps("[{weight: 10, hold: 5m}]");
        // Those with a long way first: all are where they are to be at the same time, on a slow machine as well.
        List.of(broken, bake, last).forEach(TruthScene::release);
        broken.untilHolding(10);
        bake.untilHolding(From.BAKE.weight());
        List.of(first, preflight).forEach(TruthScene::release);
        good.forEach((phase, scene) -> scene.untilHolding(phase.weight()));
        List<TruthScene> all =
                Stream.concat(good.values().stream(), Stream.of(broken)).toList();

        Daemon apiServer = broken.cluster().plane().apiServerProcess();
        all.forEach(scene -> scene.watching().note("API server stopped"));
        apiServer.freeze();
        broken.fault("v2", AppFault.errors(1));
        broken.meanwhile(MINUTE);
        apiServer.thaw();
        all.forEach(scene -> scene.watching().note("API server back"));

        broken.untilOver("Reverted");
        broken.untilOnly("v1");
        assertThat(broken.watching().steps()).containsExactly(0, 10, 0);
        good.forEach((phase, scene) -> {
            scene.untilOver("Promoted");
            assertThat(scene.watching().steps()).as(scene.name()).containsExactly(0, 10, 25, 50, 100);
            assertThat(scene.settled().failed()).as(scene.name()).isZero();
        });
    }

    @Test
    @Tag("core")
    void countsNoHoldWhileIstiodIsAway(TruthScene scene) {
        ControlPlane plane = scene.cluster().plane();
        countsNoHold(scene, "istiod", plane::stopIstiod, plane::startIstiod);
    }

    @Test
    @Tag("core")
    void countsNoHoldUntilTheSlowestGatewayServesTheWeight(TruthScene scene) {
        FaultRelay wire = scene.cluster().wire(scene.cluster().gateways().getFirst());
        countsNoHold(scene, "the wire to one gateway", wire::stick, wire::unstick);
    }

    /** The next weight is written and not served everywhere: the stage begins when it is, and no sooner. */
    private static void countsNoHold(TruthScene scene, String what, Runnable stop, Runnable start) {
        scene.app().policy().release();
        scene.untilHolding(10);

        scene.watching().note(what + " stopped");
        stop.run();
        scene.until("25 % is asked for", () -> scene.watching().steps().contains(25));
        scene.meanwhile(1000);
        List<Integer> asked = scene.watching().steps();
        boolean held = scene.watching().held("Step 2/3");
        scene.watching().note(what + " back");
        start.run();

        scene.untilOver("Promoted");
        assertThat(held).as("a hold was counted that was not served").isFalse();
        assertThat(asked).containsExactly(0, 10, 25);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void isNotBackBeforeTheLastGatewayIs(TruthScene scene) {
        scene.app().steps("[{weight: 50, hold: 1m}]").release();
        scene.untilHolding(50);

        RunningPod slow = scene.cluster().gateways().getFirst();
        FaultRelay wire = scene.cluster().wire(slow);
        wire.stick();
        scene.watching().note("one gateway stuck");
        long broken = scene.fault("v2", AppFault.errors(1));
        scene.until("the weight is back", () -> scene.watching().steps().getLast() == 0);
        scene.meanwhile(500);
        String state = scene.watching().state();
        wire.unstick();
        scene.watching().note("gateway told");

        scene.untilOver("Reverted");
        scene.untilOnly("v1");
        assertThat(state).as("one gateway still sends users to green").isEqualTo("Reverting");
        assertThat(scene.settled().failedAfter(broken)).isPositive();
    }

    @Test
    @Tag("core")
    void aGatewayIsReplaced(TruthScene scene) {
        scene.app().steps("[{weight: 10, hold: 10s}]").release();
        scene.untilHolding(10);

        RunningPod old = scene.cluster().gateways().getFirst();
        scene.watching().note("one gateway deleted");
        scene.client().pods().inNamespace("istio-system").withName(old.name()).delete();

        scene.untilOver("Promoted");
        scene.until("two gateways again", () -> scene.cluster().gateways().size() == 2);
        assertThat(scene.watching().steps()).containsExactly(0, 10, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void aGatewayCrashes(TruthScene scene) {
        scene.app().steps("[{weight: 10, hold: 10s}]").release();
        scene.untilHolding(10);

        RunningPod crashed = scene.cluster().gateways().getFirst();
        scene.watching().note("one gateway killed");
        crashed.process().kill();

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 100);
        assertThat(scene.settled()
                        .count(request -> request.failed() && !request.gateway().equals(crashed.name())))
                .as("failures at the gateway that went on")
                .isZero();
    }
}
