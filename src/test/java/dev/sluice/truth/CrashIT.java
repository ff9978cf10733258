package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** The controller dies or freezes; users notice nothing and no step is repeated, skipped or cut short. */
@ExtendWith(Truth.class)
@Isolated
final class CrashIT {
    @Test
    @Tag("core")
    void promotesThoughKilledBeforeAndAfterEveryWrite(TruthScene scene) {
        scene.app().policy();
        try (Controller controller = new Controller(scene.cluster())) {
            Killer killer = new Killer(controller, scene);
            scene.release();

            killer.untilOver("Promoted");

            assertThat(killer.kills()).as("writes that it was killed at").hasSizeGreaterThan(20);
        }
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.watching().holds())
                .hasSize(4)
                .allSatisfy(hold -> assertThat(hold).isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
        assertThat(scene.watching().holds().subList(1, 4))
                .allSatisfy(hold -> assertThat(hold).isGreaterThanOrEqualTo(Duration.ofSeconds(2)));
        assertThat(scene.watching().rollouts()).hasSize(1);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void revertsThoughKilledBeforeAndAfterEveryWrite(TruthScene scene) {
        scene.app().steps("[{weight: 10, hold: 1m}]");
        try (Controller controller = new Controller(scene.cluster())) {
            scene.release();
            scene.untilHolding(10);
            Killer killer = new Killer(controller, scene);
            scene.fault("v2", AppFault.errors(1));

            killer.untilOver("Reverted");

            assertThat(killer.kills()).as("writes that it was killed at").hasSizeGreaterThan(4);
        }
        assertThat(scene.watching().steps()).containsExactly(0, 10, 0);
    }

    @Test
    @Tag("core")
    void theOtherReplicaGoesOnWhenOneIsKilled(TruthScene scene) {
        scene.app().steps("[{weight: 10, hold: 2s}, {weight: 50, hold: 20s}]").release();
        scene.untilHolding(50);
        String owner = scene.cluster().owner(scene.namespace());

        scene.watching().note("killed the replica");
        scene.cluster().pod(owner).process().kill();

        scene.untilOver("Promoted");
        assertThat(scene.cluster().owner(scene.namespace())).isNotEqualTo(owner);
        assertThat(scene.watching().steps()).containsExactly(0, 10, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    @Tag("core")
    void theOtherRevertsWhenOneIsKilledAsGreenTurnsBad(TruthScene scene) {
        scene.app().steps("[{weight: 50, hold: 1m}]").release();
        scene.untilHolding(50);
        String owner = scene.cluster().owner(scene.namespace());

        scene.fault("v2", AppFault.errors(1));
        scene.watching().note("killed the replica");
        scene.cluster().pod(owner).process().kill();

        scene.untilOver("Reverted");
        assertThat(scene.cluster().owner(scene.namespace())).isNotEqualTo(owner);
        assertThat(scene.watching().steps()).containsExactly(0, 50, 0);
        // Half of 100 a second, for ten seconds.
        assertThat(scene.settled().failed()).isLessThan(500);
    }

    @Test
    void aReleaseGoesOnWhileSluiceIsRestarted(TruthScene scene) {
        scene.app().steps("[{weight: 10, hold: 2s}, {weight: 50, hold: 30s}]").release();
        scene.untilHolding(50);

        scene.watching().note("restarted all replicas");
        scene.cluster().restartControllers();

        scene.untilOver("Promoted");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void aFrozenReplicaWritesNothingWhenItWakesUp(TruthScene scene) {
        scene.app().steps("[{weight: 10, hold: 2s}, {weight: 50, hold: 30s}]").release();
        scene.untilHolding(50);
        String owner = scene.cluster().owner(scene.namespace());
        RunningPod frozen = scene.cluster().pod(owner);

        scene.watching().note("froze the replica");
        frozen.process().freeze();
        scene.until(
                "another acts", () -> !scene.cluster().owner(scene.namespace()).equals(owner));
        Instant woken = Instant.now();
        frozen.process().thaw();
        scene.watching().note("woke it up");

        scene.untilOver("Promoted");
        List<Audit.Request> since = new Audit(scene.cluster().tools())
                .requests().stream()
                        .filter(request -> request.at().isAfter(woken)
                                && request.from().equals(frozen.address())
                                && request.writes())
                        .toList();
        // It may be given the namespace back once it has joined anew.
        Instant joined = since.stream()
                .filter(request ->
                        request.resource().equals("leases") && request.verb().equals("create"))
                .map(Audit.Request::at)
                .findFirst()
                .orElseThrow();
        // An Event that was on its way tells what was done before the freeze, and changes nothing.
        assertThat(since)
                .filteredOn(request -> request.at().isBefore(joined)
                        && !Set.of("leases", "events").contains(request.resource()))
                .isEmpty();
        assertThat(scene.watching().steps()).containsExactly(0, 10, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }
}
