package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.text.Age;
import dev.sluice.cli.text.Figures;
import dev.sluice.cli.text.Paint;
import dev.sluice.cli.text.Screen;
import dev.sluice.cli.text.Table;
import dev.sluice.cli.text.Table.Cell;
import dev.sluice.cli.text.Wrap;
import dev.sluice.store.JournalEntry;
import dev.sluice.store.RolloutStatus;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.VersionSpec;
import dev.sluice.view.Picture;
import dev.sluice.view.Station;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One rollout for people, from what matters now down to the details. */
final class Description {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ENGLISH);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("z", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final int LABEL = 12;
    private static final int JOURNAL_WHY = 12;

    private final StoredRollout stored;
    private final Picture picture;
    private final ZonedDateTime now;
    private final Screen screen;
    private final Cluster cluster;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param now in the zone of whoever reads it
     * @param cluster where it is
     */
    Description(StoredRollout stored, ZonedDateTime now, Screen screen, Cluster cluster) {
        this.stored = stored;
        this.picture = Picture.of(stored, now.toInstant());
        this.now = now;
        this.screen = screen;
        this.cluster = cluster;
    }

    String text() {
        line(screen.paint(Paint.Bold, picture.name()) + "  "
                + screen.paint(Rows.paint(picture.tone()), picture.state())
                + (picture.over()
                        ? ""
                        : screen.paint(Paint.Plain, picture.stage().isEmpty() ? "" : " in " + picture.stage())));
        Wrap.lines(picture.sentence(), screen.width()).forEach(this::line);
        facts();
        stages();
        new Figuring(picture, screen).text().ifPresent(this::section);
        journal();
        conditions();
        String commands = Sense.commands(picture, cluster);
        if (!commands.isEmpty()) {
            line("");
            Wrap.lines("You can: " + commands, screen.width()).forEach(this::line);
        }
        return text.toString();
    }

    private void facts() {
        line("");
        fact("Policy", picture.namespace() + "/" + picture.policy());
        fact("From (blue)", version(stored.spec().blue()));
        fact("To (green)", version(stored.spec().green()));
        fact(
                "Began",
                DAY.format(local(picture.created())) + ", " + Age.of(Duration.between(picture.created(), now))
                        + " ago");
        picture.ended()
                .ifPresent(end -> fact(
                        "Ended",
                        DAY.format(local(end)) + ", after " + Figures.time(Duration.between(picture.created(), end))));
        fact("Weight", weight());
        if (!picture.over()) {
            fact("Wanted", wanted());
            picture.deadline()
                    .ifPresent(left -> fact(
                            "Deadline",
                            left.isNegative()
                                    ? "passed"
                                    : "in " + Age.of(left) + "; then the traffic goes back to " + picture.blue()));
        }
        if (!picture.message().isEmpty() && !told(picture.message())) {
            fact("Message", picture.message());
        }
    }

    private boolean told(String message) {
        return picture.sentence().toLowerCase(Locale.ROOT).contains(message.toLowerCase(Locale.ROOT))
                || picture.journal().stream().limit(1).anyMatch(entry -> message.contains(entry.why()));
    }

    private String version(VersionSpec version) {
        return "subset " + version.subset()
                + (version.deployment() == null ? "" : ", Deployment " + version.deployment());
    }

    private String weight() {
        return picture.asked() + " of users on " + picture.green()
                + picture.seen()
                        .map(seen -> seen.equals(picture.asked())
                                ? ", proven on every gateway"
                                : ", still " + seen + " on the gateways")
                        .orElse(picture.over() ? "" : ", not yet proven on the gateways");
    }

    private String wanted() {
        return switch (picture.desired()) {
            case Run -> "Run";
            case Paused -> "Paused: keep the weight";
            case Aborted -> "Aborted: all users back to " + picture.blue();
            case Promoted -> "Promoted: skip the remaining holds";
        };
    }

    private void stages() {
        Table table = new Table().heading("", "STAGE", "USERS", "HOLD", "");
        for (Station station : picture.rail()) {
            table.row(List.of(
                    new Cell(sign(station), paint(station)),
                    new Cell(station.label(), paint(station)),
                    Cell.of(station.weight().toString()),
                    Cell.of(Figures.time(station.hold())),
                    new Cell(remark(station), Paint.Faint)));
        }
        section(table.text(screen));
    }

    /** Never by colour alone. */
    private static String sign(Station station) {
        return switch (station.mark()) {
            case Done -> "+";
            case Now -> ">";
            case Stopped -> "x";
            case Ahead -> ".";
        };
    }

    private Paint paint(Station station) {
        return switch (station.mark()) {
            case Done -> Paint.Good;
            case Now -> Rows.paint(picture.tone());
            case Stopped -> Paint.Bad;
            case Ahead -> Paint.Faint;
        };
    }

    private String remark(Station station) {
        Optional<Duration> left = station.mark() == Station.Mark.Now ? picture.left() : Optional.empty();
        String gate = station.gate() ? "then a person lets it go on" : "";
        return left.map(time -> time.isZero() ? "waits for enough evidence" : Figures.time(whole(time)) + " left")
                .map(words -> gate.isEmpty() ? words : words + ", " + gate)
                .orElse(gate);
    }

    private static Duration whole(Duration time) {
        return Duration.ofSeconds(Math.ceilDiv(time.toMillis(), 1000));
    }

    private void journal() {
        if (picture.journal().isEmpty()) {
            return;
        }
        line("");
        line(screen.paint(Paint.Bold, "JOURNAL")
                + screen.paint(Paint.Faint, " (" + ZONE.format(now) + ", newest first)"));
        for (JournalEntry entry : picture.journal()) {
            line(CLOCK.format(local(Instant.parse(entry.at()))) + "  "
                    + screen.paint(paint(entry.decision()), entry.decision()));
            line(" ".repeat(JOURNAL_WHY) + Wrap.hanging(entry.why(), screen.width(), JOURNAL_WHY));
        }
    }

    static Paint paint(String decision) {
        return decision.startsWith("Revert") || decision.equals("Aborted") || decision.equals("HoldRestarted")
                ? Paint.Bad
                : decision.startsWith("Paused") ? Paint.Wait : decision.equals("Promoted") ? Paint.Good : Paint.Plain;
    }

    private ZonedDateTime local(Instant at) {
        return at.atZone(now.getZone());
    }

    private void conditions() {
        Table table = new Table().heading("CONDITION", "STATUS", "SINCE", "REASON");
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
        line(screen.paint(Paint.Faint, name)
                + " ".repeat(LABEL + 1 - name.length())
                + Wrap.hanging(value, screen.width(), LABEL + 1));
    }

    private void section(String lines) {
        line("");
        text.append(lines);
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
