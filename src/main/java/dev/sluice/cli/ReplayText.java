package dev.sluice.cli;

import static java.util.stream.Collectors.joining;

import dev.sluice.analysis.Counts;
import dev.sluice.api.TextSanitizer;
import dev.sluice.replay.DecisionComparison;
import dev.sluice.replay.Recording;
import dev.sluice.replay.ReplaySummary;
import dev.sluice.replay.Replayed;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A replay for people: both courses beside each other, what they cost, and what of it is a model. */
final class ReplayText {
    private static final String NEVER = "-";

    private final Recording recording;
    private final Replayed replayed;
    private final ReplaySummary then;
    private final ReplaySummary now;
    private final String under;
    private final StringBuilder text = new StringBuilder();

    private ReplayText(Recording recording, Replayed replayed, Optional<String> policy) {
        this.recording = recording;
        this.replayed = replayed;
        this.then = ReplaySummary.of(recording);
        this.now = ReplaySummary.of(recording, replayed);
        this.under = policy.orElse("its own policy");
    }

    static String of(Recording recording, Replayed replayed, Optional<String> policy) {
        return new ReplayText(recording, replayed, policy).write();
    }

    private String write() {
        line(
                "%s, %s to %s, recorded %s",
                recording.origin().rollout(),
                recording.origin().blue(),
                recording.origin().green(),
                recording.origin().began().toString().replaceFirst("[.][0-9]+Z", "Z"));
        line("");
        decisions();
        line("");
        outcomes();
        line("");
        notes();
        line("%s", summary());
        return text.toString();
    }

    private void decisions() {
        List<DecisionComparison> rows = DecisionComparison.beside(then, now);
        int width = rows.stream()
                .mapToInt(row -> row.chapter().what().length())
                .max()
                .orElse(0);
        String format = "%9s  %9s   %-" + Math.max(width, 8) + "s  %s";
        line(format, "RECORDED", "REPLAYED ", "DECISION", "WHY");
        for (DecisionComparison row : rows) {
            line(
                    format,
                    row.recorded().map(one -> clock(one.at())).orElse(NEVER),
                    row.replayed().map(one -> marked(one.at())).orElse(NEVER + " "),
                    row.chapter().what(),
                    row.chapter().why());
        }
    }

    private void outcomes() {
        String format = "%-9s %-11s %9s  %9s  %15s  %14s";
        line(format, "", "OUTCOME", "AFTER", "REQUESTS", "FAILED BY GREEN", "FAILED BY BLUE");
        costs(format, "recorded", outcome(then), recording.length(), recording.users());
        costs(format, "replayed", outcome(now), replayed.length(), replayed.users());
    }

    private void costs(String format, String which, String outcome, Duration length, Counts users) {
        line(
                format,
                which,
                outcome,
                clock(length),
                grouped(users.total()),
                grouped(users.greenFailed()),
                grouped(users.blueFailed()));
    }

    private void notes() {
        if (!replayed.model().isEmpty()) {
            line(
                    "* A model, not a measurement: %s.",
                    replayed.model().stream()
                            .map(one -> one.from().equals(one.to())
                                    ? clock(one.to())
                                    : clock(one.from()) + " to " + clock(one.to()))
                            .collect(joining(", ")));
            line(
                    "  There the replay asked for another weight than was recorded, or went on after the recording's end. It");
            line(
                    "  assumes that each version fails as often as it did then, or did last, whatever its share of the traffic.");
            line("");
        }
        if (replayed.later().greenFailed() > 0) {
            line(
                    "After the promotion, until the recording's end, green would have failed %s of %s users' requests (a model).",
                    grouped(replayed.later().greenFailed()),
                    grouped(replayed.later().green()));
            line("");
        }
        if (recording.users().total() == 0) {
            line("No users' requests were counted; probes alone decided.");
            line("");
        }
        if (recording.coarsest().toSeconds() > 1) {
            line(
                    "Calm seconds were recorded together, up to %d s in one.",
                    recording.coarsest().toSeconds());
            line("");
        }
        recording.notes().forEach(note -> line("Note: %s.", note));
        if (!recording.notes().isEmpty()) {
            line("");
        }
    }

    private String summary() {
        String before = phrase(then, recording.length());
        String after = phrase(now, replayed.length());
        String cost = String.format(
                Locale.ROOT,
                "green failed %s of users' requests",
                grouped(replayed.users().greenFailed()));
        if (before.equals(after) && recording.users().equals(replayed.users())) {
            return "Under " + under + ": " + after + ", as recorded; " + cost + ".";
        }
        return "Under " + under + ": " + after + " instead of " + before + "; " + cost + " instead of "
                + grouped(recording.users().greenFailed()) + assumed() + afterwards() + ".";
    }

    private String afterwards() {
        long failed = replayed.later().greenFailed();
        return failed == 0 ? "" : ", and " + grouped(failed) + " after the promotion";
    }

    private String assumed() {
        long model = replayed.modelled().greenFailed();
        return model == 0 ? "" : ", " + grouped(model) + " of them in the model";
    }

    private String phrase(ReplaySummary story, Duration length) {
        return story.outcome()
                .map(outcome -> outcome + " after " + clock(length))
                .orElseGet(() -> outcome(story).toLowerCase(Locale.ROOT) + " at " + clock(length));
    }

    private String outcome(ReplaySummary story) {
        boolean paused = story == now && replayed.end().state() instanceof RolloutState.Paused;
        return story.outcome().map(Outcome::name).orElse(paused ? "Paused" : "Not over");
    }

    private String marked(Duration at) {
        return clock(at) + (replayed.models(at) ? "*" : " ");
    }

    private static String clock(Duration at) {
        long tenths = at.toMillis() / 100;
        long minutes = tenths / 600;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d.%d", minutes, tenths / 10 % 60, tenths % 10)
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d.%d", minutes / 60, minutes % 60, tenths / 10 % 60, tenths % 10);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void line(String format, Object... values) {
        text.append(TextSanitizer.line(String.format(Locale.ROOT, format, values))
                        .stripTrailing())
                .append('\n');
    }
}
