package dev.sluice.controller;

import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.traffic.istio.WriteRefusal;
import java.time.Instant;
import java.util.Optional;

/** What came of a rollout's last try to write its traffic, and when to try again what is refused until a person mends something. */
final class TrafficWrites {
    private final ExponentialBackoff backoff = ExponentialBackoff.refused();
    private String failure = "";
    private Optional<String> refusal = Optional.empty();

    void taken() {
        failure = "";
        refusal = Optional.empty();
        backoff.succeeded();
    }

    /**
     * It was not taken.
     *
     * @param words what went wrong
     */
    void failed(RuntimeException why, String words, Instant now) {
        failure = words;
        refusal = WriteRefusal.of(why);
        if (refusal.isPresent()) {
            backoff.failed(now);
        } else {
            backoff.succeeded();
        }
    }

    /**
     * Whether something is not written, a refusal that stands for it included. Asked of what the decision was made on: who has just come knows later that
     * somebody before it was on the way back.
     */
    boolean owed(TrafficStatus mesh) {
        return mesh instanceof TrafficStatus.Unwritten
                || (mesh instanceof TrafficStatus.Obstacle obstacle && refusal.equals(Optional.of(obstacle.why())));
    }

    /** Whether to try again what is not written. */
    boolean due(Instant now) {
        return refusal.isEmpty() || backoff.over(now);
    }

    /**
     * What was seen of the mesh, with the reason why it is not as it should be. On the way to green a refusal is in the way; on the way back, and
     * while only green serves, nothing is.
     */
    ObservedState explain(ObservedState seen, Rollout rollout) {
        boolean forward =
                seen.goal() instanceof DesiredTraffic.Split && !(rollout.state() instanceof RolloutState.FailedOver);
        return forward && refusal.isPresent() && seen.mesh() instanceof TrafficStatus.Unwritten
                ? seen.with(new TrafficStatus.Obstacle(refusal.get()))
                : seen.saying(failure);
    }
}
