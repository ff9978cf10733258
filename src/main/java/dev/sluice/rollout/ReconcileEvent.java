package dev.sluice.rollout;

import dev.sluice.analysis.ObservationBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What goes on with a rollout that is being carried, for whoever counts or shows it. Nothing is decided from it. */
public sealed interface ReconcileEvent {
    /** Which rollout. */
    Subject subject();

    /**
     * One pass over the rollout.
     *
     * @param pace how well the worker keeps time
     * @param look what came in since the pass before
     * @param before the rollout as the pass found it
     * @param decision what was decided; it need not have been done, see {@code after}
     * @param after the rollout as the pass left it
     * @param seen what was decided on
     * @param trouble what is in the way
     */
    record Pass(
            Subject subject,
            Pace pace,
            ObservationBatch look,
            Rollout before,
            Decision decision,
            Rollout after,
            Snapshot seen,
            Trouble trouble)
            implements ReconcileEvent {
        /** When. */
        public Instant at() {
            return seen.at();
        }

        /** Whether the rollout has moved on in this pass. */
        public boolean moved() {
            return !after.state().equals(before.state());
        }

        /** Green's weight that every gateway was seen to serve; empty when that is not known. */
        public Optional<Weight> weightSeen() {
            return before.served(seen.mesh());
        }
    }

    /** Nobody carries it here any more: it is over, or another replica does. */
    record Last(Subject subject) implements ReconcileEvent {}

    /**
     * How well a worker keeps time.
     *
     * @param late how much later than planned the pass began
     * @param took how long the pass took, its writes to the API server included
     */
    record Pace(Duration late, Duration took) {}

    /**
     * What is in the way.
     *
     * @param stalled whether it waits for something that a person may have to mend
     * @param uncounted whether users' requests cannot be counted though they should be
     */
    record Trouble(boolean stalled, boolean uncounted) {}

    /**
     * A rollout that is being carried.
     *
     * @param namespace its namespace
     * @param name its name
     * @param uid its uid
     * @param policy the policy's name
     * @param blue for people: blue's Deployment, or else its subset
     * @param green for people: green's Deployment, or else its subset
     * @param created when it was created
     * @param found the state that was recorded when it was taken up; empty for one that begins
     */
    record Subject(
            String namespace,
            String name,
            String uid,
            String policy,
            String blue,
            String green,
            Instant created,
            Optional<RolloutState> found) {}
}
