package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Follow;
import dev.sluice.cli.text.Exit;
import dev.sluice.cli.text.Figures;
import dev.sluice.cli.text.Voice;
import dev.sluice.policy.Clean;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Waits for a release to begin, and to end. */
final class Wait {
    /** A controller that runs begins within a second or two. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private final Cluster cluster;
    private final Clock clock;
    private final Voice voice;
    private final Deployment green;
    private final String policy;
    private final WaitOptions options;
    private final Hindrance hindrance;

    Wait(
            Cluster cluster,
            Clock clock,
            Voice voice,
            Deployment green,
            String policy,
            WaitOptions options,
            Hindrance hindrance) {
        this.hindrance = hindrance;
        this.cluster = cluster;
        this.clock = clock;
        this.voice = voice;
        this.green = green;
        this.policy = policy;
        this.options = options;
    }

    /** Tells which Rollout it became; that it has not yet is no failure, when nothing says that it never will. */
    int untilBegun(List<StoredRollout> known) {
        try (Follow follow = Follow.of(cluster, known, voice::aside)) {
            Optional<StoredRollout> begun = begun(known, follow, Patience.of(SOON));
            if (begun.isPresent()) {
                String name = begun.get().name();
                voice.say("Rollout " + name + " begins. See it: " + cluster.command("describe", name) + "; stop it: "
                        + cluster.command("abort", name));
                return 0;
            }
            return hindrance.tell(green, voice);
        }
    }

    int untilOver(List<StoredRollout> known) {
        Patience whole = Patience.of(options.timeout());
        try (Follow follow = Follow.of(cluster, known, voice::aside)) {
            Optional<StoredRollout> begun = begun(
                    known,
                    follow,
                    Patience.of(options.timeout()
                            .filter(time -> time.compareTo(SOON) < 0)
                            .orElse(SOON)));
            if (begun.isEmpty()) {
                int hindered = hindrance.tell(green, voice);
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
        Journal journal = new Journal(voice, clock.getZone());
        StoredRollout latest = begun;
        while (true) {
            Picture picture = Picture.of(latest, clock.instant());
            journal.tell(picture);
            if (latest.state().orElse(null) instanceof RolloutState.Finished over) {
                voice.print(voice.screen().paint(Rows.paint(picture.tone()), picture.state()) + ": "
                        + Clean.line(picture.sentence()) + "\n");
                return over.outcome() == Outcome.Promoted ? 0 : Exit.BACK;
            }
            Optional<StoredRollout> news = Optional.empty();
            while (news.isEmpty()) {
                if (patience.over()) {
                    return late("is " + picture.state());
                }
                news = follow.next().filter(one -> one.uid().equals(begun.uid()));
                if (news.isEmpty() && follow.gone(begun)) {
                    return deleted(begun);
                }
            }
            latest = news.get();
        }
    }

    /** Its finalizer holds it until the traffic is back. */
    private int deleted(StoredRollout begun) {
        voice.aside("Rollout " + begun.name() + " was deleted before it was promoted; all users are on "
                + begun.spec().blue().subset() + " again.");
        return Exit.BACK;
    }

    private int late(String how) {
        voice.aside("The release " + how + " after "
                + options.timeout().map(Figures::time).orElse("") + "; it goes on by itself.");
        return Exit.OPEN;
    }
}
