package dev.sluice.cli.live;

import dev.sluice.kubernetes.StoredRollout;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a rollout.
 *
 * @param rollout as it was read last; empty before the first
 * @param gone whether it was deleted
 * @param problem why nothing newer is known; empty when all is well
 * @param since since when
 */
record WatchState(Optional<StoredRollout> rollout, boolean gone, String problem, Instant since) {
    static WatchState of(StoredRollout rollout, Instant at) {
        return new WatchState(Optional.of(rollout), false, "", at);
    }

    static WatchState none(Instant at) {
        return new WatchState(Optional.empty(), false, "", at);
    }

    /** The last picture stays while nobody answers. */
    WatchState troubled(String why, Instant at) {
        return new WatchState(rollout, gone, why, problem.isEmpty() ? at : since);
    }

    WatchState deleted(Instant at) {
        return new WatchState(rollout, true, "", at);
    }

    boolean over() {
        return gone || rollout.filter(one -> !one.active()).isPresent();
    }
}
