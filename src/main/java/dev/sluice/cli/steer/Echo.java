package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Follow;
import dev.sluice.cli.text.Voice;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.RolloutState;
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

    Echo(Cluster cluster, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    void tell(StoredRollout before, Desired desired, Voice voice) {
        Patience patience = Patience.of(PATIENCE);
        try (Follow follow = Follow.of(cluster, List.of(before))) {
            while (!patience.over()) {
                Optional<StoredRollout> news = follow.next()
                        .filter(one -> one.uid().equals(before.uid()))
                        .filter(one -> taken(one, desired));
                if (news.isPresent()) {
                    Picture picture = Picture.of(news.get(), clock.instant());
                    voice.say(
                            voice.screen().paint(Rows.paint(picture.tone()), picture.name() + ": " + picture.state()));
                    voice.say(picture.sentence() + next(picture));
                    return;
                }
            }
        }
        voice.err()
                .println("The wish is written (spec.desired: " + desired
                        + "), but the controller has not taken it up within " + PATIENCE.toSeconds()
                        + "s; see whether it runs: sluice doctor");
        voice.err().flush();
    }

    private static boolean taken(StoredRollout one, Desired desired) {
        return one.state().filter(state -> taken(state, desired)).isPresent();
    }

    private static boolean taken(RolloutState state, Desired desired) {
        boolean over = state instanceof RolloutState.Finished;
        return switch (desired) {
            case Run ->
                over
                        || state instanceof RolloutState.Shifting
                        || state instanceof RolloutState.Holding
                        || state instanceof RolloutState.Preparing;
            case Paused -> over || state instanceof RolloutState.Paused;
            case Aborted -> over;
            case Promoted -> over || promoting(state);
        };
    }

    private static boolean promoting(RolloutState state) {
        return state instanceof RolloutState.Shifting || state instanceof RolloutState.Holding;
    }

    private String next(Picture picture) {
        String commands = Sense.commands(picture, cluster);
        return commands.isEmpty() ? "" : " You can: " + commands + ".";
    }
}
