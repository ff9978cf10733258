package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Follow;
import dev.sluice.cli.cluster.Trouble;
import dev.sluice.cli.text.Voice;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.RolloutState;
import dev.sluice.store.RolloutStatus;
import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Waits a moment for the controller to take up a wish, and tells what became of it: who steers at night wants to know that it worked. */
final class Echo {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Cluster cluster;
    private final InstantSource clock;
    private final Duration patience;

    Echo(Cluster cluster, InstantSource clock) {
        this(cluster, clock, PATIENCE);
    }

    Echo(Cluster cluster, InstantSource clock, Duration patience) {
        this.cluster = cluster;
        this.clock = clock;
        this.patience = patience;
    }

    /** @param wished the Rollout with the wish. That stands, whatever keeps us from seeing what comes of it */
    void tell(StoredRollout wished, Desired desired, Voice voice) {
        String written = "The wish is written (spec.desired: " + desired + ")";
        if (later(wished, desired)) {
            voice.say(written + ". The release has not begun to move traffic; it takes effect when it does."
                    + next(picture(wished)));
            return;
        }
        try {
            followed(wished, desired, voice)
                    .ifPresentOrElse(
                            taken -> tell(picture(taken), voice),
                            () -> voice.aside(written + ", but the controller has not said within "
                                    + patience.toSeconds() + "s that it has taken it up; see whether it runs: "
                                    + cluster.command("doctor")));
        } catch (Trouble e) {
            voice.aside(written + ". What comes of it cannot be followed: " + e.getMessage());
        }
    }

    /** The newest that the controller wrote in sight of the wish; empty when it wrote nothing in time. */
    private Optional<StoredRollout> followed(StoredRollout wished, Desired desired, Voice voice) {
        Patience left = Patience.of(patience);
        Optional<StoredRollout> seen = Optional.empty();
        try (Follow follow = Follow.of(cluster, List.of(wished), voice::aside)) {
            while (!left.over() && seen.filter(one -> settled(one, desired)).isEmpty()) {
                Optional<StoredRollout> news = follow.next()
                        .filter(one -> one.uid().equals(wished.uid()))
                        .filter(one -> sees(one, wished));
                seen = news.isPresent() ? news : seen;
            }
        }
        return seen;
    }

    private void tell(Picture picture, Voice voice) {
        voice.print(voice.screen().paint(Rows.paint(picture.tone()), picture.name() + ": " + picture.state()) + "\n");
        voice.say(picture.sentence() + next(picture));
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

    private Picture picture(StoredRollout rollout) {
        return Picture.of(rollout, clock.instant());
    }

    private String next(Picture picture) {
        String commands = Sense.commands(picture, cluster);
        return commands.isEmpty() ? "" : " You can: " + commands + ".";
    }
}
