package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.cli.text.TextTable;
import dev.sluice.cli.text.TextTable.Cell;
import dev.sluice.cli.text.WordWrap;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.RolloutStatus;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionSpec;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.StageStep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One rollout for people, from what matters now down to the details. */
final class RolloutDescriber {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ENGLISH);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("z", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final int LABEL = 12;
    private static final int JOURNAL_WHY = 12;

    private final StoredRollout stored;
    private final RolloutDisplay display;
    private final ZonedDateTime now;
    private final TerminalOutput screen;
    private final Cluster cluster;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param now in the zone of whoever reads it
     * @param cluster where it is
     */
    RolloutDescriber(StoredRollout stored, ZonedDateTime now, TerminalOutput screen, Cluster cluster) {
        this.stored = stored;
        this.display = RolloutDisplay.of(stored, now.toInstant());
        this.now = now;
        this.screen = screen;
        this.cluster = cluster;
    }

    String text() {
        line(screen.paint(AnsiStyle.Bold, display.name()) + "  "
                + screen.paint(RolloutColumns.paint(display.tone()), display.state())
                + (display.over()
                        ? ""
                        : screen.paint(AnsiStyle.Plain, display.stage().isEmpty() ? "" : " in " + display.stage())));
        WordWrap.lines(display.sentence(), screen.width()).forEach(this::line);
        facts();
        stages();
        new CountsDescription(display, screen).text().ifPresent(this::section);
        journal();
        conditions();
        String commands = ActionValidator.commands(display, cluster);
        if (!commands.isEmpty()) {
            line("");
            WordWrap.lines("You can: " + commands, screen.width()).forEach(this::line);
        }
        return text.toString();
    }

    private void facts() {
        line("");
        fact("Policy", display.namespace() + "/" + display.policy());
        fact("From (blue)", version(stored.spec().blue()));
        fact("To (green)", version(stored.spec().green()));
        fact(
                "Began",
                DAY.format(local(display.created())) + ", "
                        + NumberFormatter.age(Duration.between(display.created(), now)) + " ago");
        display.ended()
                .ifPresent(end -> fact(
                        "Ended",
                        DAY.format(local(end)) + ", after "
                                + NumberFormatter.time(Duration.between(display.created(), end))));
        fact("Weight", weight());
        if (!display.over()) {
            fact("Wanted", wanted());
            display.deadline()
                    .ifPresent(left -> fact(
                            "Deadline",
                            left.isNegative()
                                    ? "passed"
                                    : "in " + NumberFormatter.age(left) + "; then the traffic goes back to "
                                            + display.blue()));
        }
        if (!display.message().isEmpty() && !told(display.message())) {
            fact("Message", display.message());
        }
    }

    private boolean told(String message) {
        return display.sentence().toLowerCase(Locale.ROOT).contains(message.toLowerCase(Locale.ROOT))
                || display.journal().stream().limit(1).anyMatch(entry -> message.contains(entry.why()));
    }

    private String version(VersionSpec version) {
        return "subset " + version.subset()
                + (version.deployment() == null ? "" : ", Deployment " + version.deployment());
    }

    private String weight() {
        return display.asked() + " of users on " + display.green()
                + display.seen()
                        .map(seen -> seen.equals(display.asked())
                                ? ", proven on every gateway"
                                : ", still " + seen + " on the gateways")
                        .orElse(display.over() ? "" : ", not yet proven on the gateways");
    }

    private String wanted() {
        return switch (display.desired()) {
            case Run -> "Run";
            case Paused -> "Paused: keep the weight";
            case Aborted -> "Aborted: all users back to " + display.blue();
            case Promoted -> "Promoted: skip the remaining holds";
        };
    }

    private void stages() {
        TextTable table = new TextTable().heading("", "STAGE", "USERS", "HOLD", "");
        for (StageStep station : display.rail()) {
            table.row(List.of(
                    new Cell(sign(station), paint(station)),
                    new Cell(station.label(), paint(station)),
                    Cell.of(station.weight().toString()),
                    Cell.of(NumberFormatter.time(station.hold())),
                    new Cell(remark(station), AnsiStyle.Faint)));
        }
        section(table.text(screen));
    }

    /** Never by colour alone. */
    private static String sign(StageStep station) {
        return switch (station.mark()) {
            case Done -> "+";
            case Now -> ">";
            case Stopped -> "x";
            case Ahead -> ".";
        };
    }

    private AnsiStyle paint(StageStep station) {
        return switch (station.mark()) {
            case Done -> AnsiStyle.Good;
            case Now -> RolloutColumns.paint(display.tone());
            case Stopped -> AnsiStyle.Bad;
            case Ahead -> AnsiStyle.Faint;
        };
    }

    private String remark(StageStep station) {
        Optional<Duration> left = station.mark() == StageStep.Mark.Now ? display.left() : Optional.empty();
        String gate = station.gate() ? "then a person lets it go on" : "";
        return left.map(time ->
                        time.isZero() ? "waits for enough evidence" : NumberFormatter.time(whole(time)) + " left")
                .map(words -> gate.isEmpty() ? words : words + ", " + gate)
                .orElse(gate);
    }

    private static Duration whole(Duration time) {
        return Duration.ofSeconds(Math.ceilDiv(time.toMillis(), 1000));
    }

    private void journal() {
        if (display.journal().isEmpty()) {
            return;
        }
        line("");
        line(screen.paint(AnsiStyle.Bold, "JOURNAL")
                + screen.paint(AnsiStyle.Faint, " (" + ZONE.format(now) + ", newest first)"));
        for (JournalEntry entry : display.journal()) {
            line(CLOCK.format(local(Instant.parse(entry.at()))) + "  "
                    + screen.paint(paint(entry.decision()), entry.decision()));
            line(" ".repeat(JOURNAL_WHY) + WordWrap.hanging(entry.why(), screen.width(), JOURNAL_WHY));
        }
    }

    static AnsiStyle paint(String decision) {
        return decision.startsWith("Revert") || decision.equals("Aborted") || decision.equals("HoldRestarted")
                ? AnsiStyle.Bad
                : decision.startsWith("Paused")
                        ? AnsiStyle.Wait
                        : decision.equals("Promoted") ? AnsiStyle.Good : AnsiStyle.Plain;
    }

    private ZonedDateTime local(Instant at) {
        return at.atZone(now.getZone());
    }

    private void conditions() {
        TextTable table = new TextTable().heading("CONDITION", "STATUS", "SINCE", "REASON");
        stored.status()
                .flatMap(status -> Optional.ofNullable(status.conditions()))
                .orElse(List.of())
                .forEach(one -> table.row(List.of(
                        Cell.of(String.valueOf(one.getType())),
                        Cell.of(String.valueOf(one.getStatus())),
                        Cell.of(String.valueOf(one.getLastTransitionTime())),
                        Cell.of(String.valueOf(one.getReason())))));
        if (stored.status().map(RolloutStatus::conditions).isPresent()) {
            section(table.text(screen));
        }
    }

    private void fact(String name, String value) {
        line(screen.paint(AnsiStyle.Faint, name)
                + " ".repeat(LABEL + 1 - name.length())
                + WordWrap.hanging(value, screen.width(), LABEL + 1));
    }

    private void section(String lines) {
        line("");
        text.append(lines);
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
