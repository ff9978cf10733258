package dev.sluice.cli.steer;

import dev.sluice.api.TextSanitizer;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Deadline;
import dev.sluice.cli.cluster.RolloutWatcher;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.cli.text.WordWrap;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import dev.sluice.view.RolloutDisplay;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Waits for a release to begin, and to end. */
final class ReleaseWaiter {
    /** A controller that runs begins within a second or two. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final int INDENT = 10;

    private final Cluster cluster;
    private final Clock clock;
    private final CommandOutput output;
    private final Deployment green;
    private final String policy;
    private final WaitOptions options;
    private final StartBlockers hindrance;

    ReleaseWaiter(
            Cluster cluster,
            Clock clock,
            CommandOutput output,
            Deployment green,
            String policy,
            WaitOptions options,
            StartBlockers hindrance) {
        this.hindrance = hindrance;
        this.cluster = cluster;
        this.clock = clock;
        this.output = output;
        this.green = green;
        this.policy = policy;
        this.options = options;
    }

    /** Tells which Rollout it became; that it has not yet is no failure, when nothing says that it never will. */
    int untilBegun(List<StoredRollout> known) {
        try (RolloutWatcher follow = RolloutWatcher.of(cluster, known, output::aside)) {
            Optional<StoredRollout> begun = begun(known, follow, Deadline.of(SOON));
            if (begun.isPresent()) {
                String name = begun.get().name();
                output.say("Rollout " + name + " begins. See it: " + cluster.command("describe", name) + "; stop it: "
                        + cluster.command("abort", name));
                return ExitCodes.DONE;
            }
            return hindrance.tell(green, output);
        }
    }

    int untilOver(List<StoredRollout> known) {
        Deadline whole = Deadline.of(options.timeout());
        try (RolloutWatcher follow = RolloutWatcher.of(cluster, known, output::aside)) {
            Optional<StoredRollout> begun = begun(
                    known,
                    follow,
                    Deadline.of(options.timeout()
                            .filter(time -> time.compareTo(SOON) < 0)
                            .orElse(SOON)));
            if (begun.isEmpty()) {
                int hindered = hindrance.tell(green, output);
                if (hindered != 0) {
                    return hindered;
                }
                begun = begun(known, follow, whole);
            }
            return begun.isPresent() ? follow(begun.get(), follow, whole) : late("has not begun");
        }
    }

    private Optional<StoredRollout> begun(List<StoredRollout> known, RolloutWatcher follow, Deadline patience) {
        Optional<StoredRollout> found = known.stream().filter(this::isOurs).findFirst();
        while (found.isEmpty() && !patience.over()) {
            found = follow.next().filter(this::isOurs);
        }
        return found;
    }

    private boolean isOurs(StoredRollout one) {
        return one.spec().policy().equals(policy) && one.greenIs(green);
    }

    private int follow(StoredRollout begun, RolloutWatcher follow, Deadline patience) {
        output.say("Rollout " + begun.name() + ", " + begun.spec().blue().subset() + " -> "
                + begun.spec().green().subset());
        Set<JournalEntry> told = new HashSet<>();
        StoredRollout latest = begun;
        while (true) {
            RolloutDisplay display = RolloutDisplay.of(latest, clock.instant());
            display.journal().reversed().stream().filter(told::add).forEach(this::tell);
            if (latest.state().orElse(null) instanceof RolloutState.Finished over) {
                output.print(output.screen().paint(RolloutColumns.paint(display.tone()), display.state()) + ": "
                        + TextSanitizer.line(display.sentence()) + "\n");
                return over.outcome() == Outcome.Promoted ? ExitCodes.DONE : ExitCodes.BACK;
            }
            Optional<StoredRollout> news = Optional.empty();
            while (news.isEmpty()) {
                if (patience.over()) {
                    return late("is " + display.state());
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
        output.aside("Rollout " + begun.name() + " was deleted before it was promoted; all users are on "
                + begun.spec().blue().subset() + " again.");
        return ExitCodes.BACK;
    }

    private int late(String how) {
        output.aside("The release " + how + " after "
                + options.timeout().map(NumberFormatter::time).orElse("") + "; it goes on by itself.");
        return ExitCodes.OPEN;
    }

    /** Each decision once, as it comes. */
    private void tell(JournalEntry entry) {
        output.print(CLOCK.format(Instant.parse(entry.at()).atZone(clock.getZone())) + "  "
                + output.screen().paint(RolloutDescriber.paint(entry.decision()), entry.decision()) + ": "
                + WordWrap.hanging(entry.why(), output.screen().width(), INDENT) + "\n");
    }
}
