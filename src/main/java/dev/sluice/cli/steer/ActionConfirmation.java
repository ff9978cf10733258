package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Deadline;
import dev.sluice.cli.cluster.RolloutWatcher;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.kubernetes.RolloutStatus;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.RolloutState;
import dev.sluice.view.RolloutDisplay;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Waits a moment for the controller to take up a wish, and tells what became of it: who steers at night wants to know that it worked. */
final class ActionConfirmation {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Cluster cluster;
    private final InstantSource clock;
    private final Duration patience;

    ActionConfirmation(Cluster cluster, InstantSource clock) {
        this(cluster, clock, PATIENCE);
    }

    ActionConfirmation(Cluster cluster, InstantSource clock, Duration patience) {
        this.cluster = cluster;
        this.clock = clock;
        this.patience = patience;
    }

    /** @param wished the Rollout with the wish. That stands, whatever keeps us from seeing what comes of it */
    void tell(StoredRollout wished, Desired desired, CommandOutput output) {
        String written = "The wish is written (spec.desired: " + desired + ")";
        if (later(wished, desired)) {
            output.say(written + ". The release has not begun to move traffic; it takes effect when it does."
                    + next(picture(wished)));
            return;
        }
        try {
            followed(wished, desired, output)
                    .ifPresentOrElse(
                            taken -> tell(picture(taken), output),
                            () -> output.aside(written + ", but the controller has not said within "
                                    + patience.toSeconds() + "s that it has taken it up; see whether it runs: "
                                    + cluster.command("doctor")));
        } catch (CliException e) {
            output.aside(written + ". What comes of it cannot be followed: " + e.getMessage());
        }
    }

    /** The newest that the controller wrote in sight of the wish; empty when it wrote nothing in time. */
    private Optional<StoredRollout> followed(StoredRollout wished, Desired desired, CommandOutput output) {
        Deadline left = Deadline.of(patience);
        Optional<StoredRollout> seen = Optional.empty();
        try (RolloutWatcher follow = RolloutWatcher.of(cluster, List.of(wished), output::aside)) {
            while (!left.over() && seen.filter(one -> settled(one, desired)).isEmpty()) {
                Optional<StoredRollout> news = follow.next()
                        .filter(one -> one.uid().equals(wished.uid()))
                        .filter(one -> sees(one, wished));
                seen = news.isPresent() ? news : seen;
            }
        }
        return seen;
    }

    private void tell(RolloutDisplay display, CommandOutput output) {
        output.print(
                output.screen().paint(RolloutColumns.paint(display.tone()), display.name() + ": " + display.state())
                        + "\n");
        output.say(display.sentence() + next(display));
    }

    /** An abort is taken up at once; everything else waits for the pods. */
    private static boolean later(StoredRollout wished, Desired desired) {
        return desired != Desired.Aborted
                && wished.state()
                        .filter(RolloutState.Preparing.class::isInstance)
                        .isPresent();
    }

    /** Whether the status speaks of the spec with the wish: what else it says may be older than the wish. */
    private static boolean sees(StoredRollout one, StoredRollout wished) {
        long observed = one.status().map(RolloutStatus::observedGeneration).orElse(0L);
        Long generation = wished.raw().getMetadata().getGeneration();
        return generation == null || observed >= generation;
    }

    private static boolean settled(StoredRollout one, Desired desired) {
        return one.state().filter(state -> settled(state, desired)).isPresent();
    }

    private static boolean settled(RolloutState state, Desired desired) {
        return switch (state) {
            case RolloutState.Finished _ -> true;
            case RolloutState.Paused _ -> desired == Desired.Paused;
            case RolloutState.Shifting _, RolloutState.Holding _ ->
                desired == Desired.Run || desired == Desired.Promoted;
            case RolloutState.Preparing _, RolloutState.FailedOver _, RolloutState.Reverting _ -> false;
        };
    }

    private RolloutDisplay picture(StoredRollout rollout) {
        return RolloutDisplay.of(rollout, clock.instant());
    }

    private String next(RolloutDisplay display) {
        String commands = ActionValidator.commands(display, cluster);
        return commands.isEmpty() ? "" : " You can: " + commands + ".";
    }
}
