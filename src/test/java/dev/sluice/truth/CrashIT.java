package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
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
    void promotesThoughKilledBeforeAndAfterEveryWrite(Scene scene) {
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
    void revertsThoughKilledBeforeAndAfterEveryWrite(Scene scene) {
        scene.app().steps("[{weight: 10, hold: 1m}]");
        try (Controller controller = new Controller(scene.cluster())) {
            scene.release();
            scene.untilHolding(10);
            Killer killer = new Killer(controller, scene);
            scene.fault("v2", Fault.errors(1));

            killer.untilOver("Reverted");

            assertThat(killer.kills()).as("writes that it was killed at").hasSizeGreaterThan(4);
        }
        assertThat(scene.watching().steps()).containsExactly(0, 10, 0);
    }

    @Test
    @Tag("core")
    void theOtherReplicaGoesOnWhenTheLeaderIsKilled(Scene scene) {
        scene.app().steps("[{weight: 10, hold: 2s}, {weight: 50, hold: 20s}]").release();
        scene.untilHolding(50);
        String leader = scene.cluster().leader();

        scene.watching().note("killed the leader");
        scene.cluster().pod(leader).process().kill();

        scene.untilOver("Promoted");
        assertThat(scene.cluster().leader()).isNotEqualTo(leader);
        assertThat(scene.watching().steps()).containsExactly(0, 10, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void aFrozenLeaderWritesNothingWhenItWakesUp(Scene scene) {
        scene.app().steps("[{weight: 10, hold: 2s}, {weight: 50, hold: 30s}]").release();
        scene.untilHolding(50);
        String leader = scene.cluster().leader();
        RunningPod frozen = scene.cluster().pod(leader);

        scene.watching().note("froze the leader");
        frozen.process().freeze();
        scene.until("another leads", () -> !scene.cluster().leader().equals(leader));
        Instant woken = Instant.now();
        frozen.process().thaw();
        scene.watching().note("woke it up");

        scene.untilOver("Promoted");
        // An Event that was on its way tells what was done before the freeze, and changes nothing.
        assertThat(new Audit(scene.cluster().tools()).requests())
                .filteredOn(
                        request -> request.at().isAfter(woken) && request.from().equals(frozen.address()))
                .filteredOn(request ->
                        request.writes() && !Set.of("leases", "events").contains(request.resource()))
                .isEmpty();
        assertThat(scene.watching().steps()).containsExactly(0, 10, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }
}
