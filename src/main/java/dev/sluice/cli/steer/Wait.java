package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Follow;
import dev.sluice.cli.text.Clean;
import dev.sluice.cli.text.Figures;
import dev.sluice.cli.text.Voice;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Waits for a release to begin, and to end. */
final class Wait {
    /** A controller that runs begins within a second or two. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private final Cluster cluster;
    private final InstantSource clock;
    private final Voice voice;
    private final Deployment green;
    private final String policy;
    private final WaitOptions options;

    Wait(Cluster cluster, InstantSource clock, Voice voice, Deployment green, String policy, WaitOptions options) {
        this.cluster = cluster;
        this.clock = clock;
        this.voice = voice;
        this.green = green;
        this.policy = policy;
        this.options = options;
    }

    /** Tells which Rollout it became; that it has not yet is no failure, when nothing says that it never will. */
    int untilBegun(List<StoredRollout> known) {
        try (Follow follow = Follow.of(cluster, known)) {
            Optional<StoredRollout> begun = begun(known, follow, Patience.of(SOON));
            if (begun.isPresent()) {
                voice.say("Rollout " + begun.get().name() + " begins. See it: sluice describe "
                        + begun.get().name() + "; stop it: sluice abort "
                        + begun.get().name());
                return 0;
            }
            return new Hindrance(cluster, green, policy).tell(voice);
        }
    }

    int untilOver(List<StoredRollout> known) {
        Patience whole = Patience.of(options.timeout());
        try (Follow follow = Follow.of(cluster, known)) {
            Optional<StoredRollout> begun = begun(
                    known,
                    follow,
                    Patience.of(options.timeout()
                            .filter(time -> time.compareTo(SOON) < 0)
                            .orElse(SOON)));
            if (begun.isEmpty()) {
                int hindered = new Hindrance(cluster, green, policy).tell(voice);
                if (hindered != 0) {
                    return hindered;
                }
                begun = begun(known, follow, whole);
            }
            return begun.isPresent() ? follow(begun.get(), follow, whole) : late("has not begun");
        }
    }

    private Optional<StoredRollout> begun(List<StoredRollout> known, Follow follow, Patience patience) {
        Optional<StoredRollout> found = known.stream().filter(this::isOurs).findFirst();
        while (found.isEmpty() && !patience.over()) {
            found = follow.next().filter(this::isOurs);
        }
        return found;
    }

    private boolean isOurs(StoredRollout one) {
        return one.spec().policy().equals(policy) && one.greenIs(green);
    }

    private int follow(StoredRollout begun, Follow follow, Patience patience) {
        voice.say("Rollout " + begun.name() + ", " + begun.spec().blue().subset() + " -> "
                + begun.spec().green().subset());
        Journal journal = new Journal(voice);
        StoredRollout latest = begun;
        while (true) {
            Picture picture = Picture.of(latest, clock.instant());
            journal.tell(picture);
            if (latest.state().orElse(null) instanceof RolloutState.Finished over) {
                voice.print(voice.screen().paint(Rows.paint(picture.tone()), picture.state()) + ": "
                        + Clean.line(picture.sentence()) + "\n");
                return over.outcome() == Outcome.Promoted ? 0 : WaitOptions.BACK;
            }
            Optional<StoredRollout> news = Optional.empty();
            while (news.isEmpty()) {
                if (patience.over()) {
                    return late("is " + picture.state());
                }
                news = follow.next().filter(one -> one.uid().equals(begun.uid()));
            }
            latest = news.get();
        }
    }

    private int late(String how) {
        voice.err()
                .println("The release " + how + " after "
                        + options.timeout().map(Figures::time).orElse("") + "; it goes on by itself.");
        voice.err().flush();
        return WaitOptions.LATE;
    }
}
