package dev.sluice.cli.live;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.VersionRole;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.rollout.Timeline;
import dev.sluice.view.RolloutDisplay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** What was counted in this stage, how it went over time, and what it proves. */
final class CountsSection {
    private static final int LABEL = 10;
    private static final int FIGURE = 9;
    private static final int FAILED = 15;
    private static final int NEEDLE = 40;
    private static final int WIDE = 40;

    private final StatusLayout.Model scene;
    private final RolloutDisplay display;
    private final Viewport frame;

    CountsSection(StatusLayout.Model scene, Viewport frame) {
        this.scene = scene;
        this.display = scene.picture();
        this.frame = frame;
    }

    /** From nothing to the line at which the traffic goes back. */
    StatusLayout.Section evidence() {
        double share = display.evidence().share();
        int width = Math.min(NEEDLE, frame.width() - LABEL - 4);
        int full = share == 0 ? 0 : Math.clamp(Math.round(share * width), 1, width);
        StyledLine bar = StyledLine.of("EVIDENCE", StyledLine.TextStyle.Bold)
                .to(LABEL)
                .and("[")
                .and(
                        frame.glyphs().blue().repeat(full),
                        share >= 1
                                ? StyledLine.TextStyle.Bad
                                : share > 0.5 ? StyledLine.TextStyle.Wait : StyledLine.TextStyle.Calm)
                .and(frame.glyphs().track().repeat(width - full), StyledLine.TextStyle.Faint)
                .and("] ");
        String says = says(share);
        return StatusLayout.Section.whole(
                bar.width() + says.length() <= frame.width()
                        ? List.of(bar.and(says))
                        : List.of(bar, StyledLine.of("").to(LABEL).and(says)));
    }

    private String says(double share) {
        String line = NumberFormatter.count(Math.round(display.evidence().revertAt()));
        if (share == 0) {
            return "nothing against " + display.green() + "; reverts at " + line + " to 1";
        }
        double odds = display.evidence().odds();
        String now = odds < 10
                ? NumberFormatter.plain(Math.round(odds * 10) / 10.0)
                : NumberFormatter.count(Math.round(odds));
        return now + " to 1 against " + display.green() + "; reverts at " + line + " to 1";
    }

    StatusLayout.Section requests() {
        int room = frame.width() - LABEL - FIGURE - FAILED - 4;
        boolean users = display.users().total() > 0
                || points().stream().anyMatch(point -> point.users().total() > 0);
        List<StyledLine> lines = new ArrayList<>();
        String every = points().isEmpty()
                ? ""
                : "  " + (room < WIDE ? "" : "over time, ")
                        + NumberFormatter.time(stretch(timeline(), Math.max(8, room / 2))) + " each";
        lines.add(StyledLine.of("REQUESTS", StyledLine.TextStyle.Bold)
                .and(right("count", LABEL + FIGURE - 8), StyledLine.TextStyle.Faint)
                .and("  failed", StyledLine.TextStyle.Faint)
                .to(LABEL + FIGURE + FAILED + 2)
                .and(StyledLine.of(every, StyledLine.TextStyle.Faint).to(Math.max(8, (room - 2) / 2) + 4))
                .and(every.isEmpty() ? "" : "failed", StyledLine.TextStyle.Faint));
        if (users) {
            lines.add(row(display.blue(), VersionRole.Blue, true, room));
            lines.add(row(display.green(), VersionRole.Green, true, room));
        } else {
            lines.add(StyledLine.of("")
                    .to(LABEL)
                    .and("no users' requests counted in this stage", StyledLine.TextStyle.Faint));
        }
        lines.add(row("probe " + display.blue(), VersionRole.Blue, false, room));
        lines.add(row("probe " + display.green(), VersionRole.Green, false, room));
        return new StatusLayout.Section(lines, lines.size());
    }

    private StyledLine row(String label, VersionRole role, boolean users, int room) {
        Counts counts = users ? display.users() : display.probes();
        long all = number(counts, role, false);
        long failed = number(counts, role, true);
        String share = failed == 0 || all == 0 ? "" : " (" + NumberFormatter.percent((double) failed / all) + ")";
        return StyledLine.of(label, ink(role))
                .cut(LABEL, frame.glyphs().more())
                .to(LABEL)
                .and(right(NumberFormatter.count(all), FIGURE))
                .and("  ")
                .and(
                        failed == 0 ? "0" : frame.glyphs().stopped() + " " + NumberFormatter.count(failed) + share,
                        failed == 0 ? StyledLine.TextStyle.Faint : StyledLine.TextStyle.Bad)
                .to(LABEL + FIGURE + FAILED + 4)
                .and(spark(role, users, room));
    }

    private static StyledLine.TextStyle ink(VersionRole role) {
        return role == VersionRole.Blue ? StyledLine.TextStyle.Blue : StyledLine.TextStyle.Green;
    }

    private StyledLine spark(VersionRole role, boolean users, int room) {
        int width = Math.max(8, (room - 2) / 2);
        StyledLine line = StyledLine.EMPTY.and(series(role, users, false, width), ink(role));
        return line.to(width + 2).and(series(role, users, true, width), StyledLine.TextStyle.Bad);
    }

    /** Both versions on one scale. */
    private String series(VersionRole role, boolean users, boolean failed, int width) {
        double[] blue = sums(
                timeline(), point -> number(users ? point.users() : point.probes(), VersionRole.Blue, failed), width);
        double[] green = sums(
                timeline(), point -> number(users ? point.users() : point.probes(), VersionRole.Green, failed), width);
        double most = Math.max(
                Arrays.stream(blue).max().orElse(0), Arrays.stream(green).max().orElse(0));
        return frame.glyphs().spark(role == VersionRole.Blue ? blue : green, most);
    }

    private static long number(Counts counts, VersionRole role, boolean failed) {
        ToLongFunction<Counts> which = switch (role) {
            case Blue -> failed ? Counts::blueFailed : Counts::blue;
            case Green -> failed ? Counts::greenFailed : Counts::green;
        };
        return which.applyAsLong(counts);
    }

    private Timeline timeline() {
        return scene.picture().live().timeline();
    }

    private List<Timeline.Point> points() {
        return timeline().points();
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** Sums of neighbours, from the beginning on; the last one may cover less. */
    private static double[] sums(Timeline timeline, ToLongFunction<Timeline.Point> number, int room) {
        int together = together(timeline, room);
        double[] values = new double[Math.ceilDiv(timeline.points().size(), together)];
        for (int i = 0; i < timeline.points().size(); i++) {
            values[i / together] += number.applyAsLong(timeline.points().get(i));
        }
        return values;
    }

    /** How much time one character tells of. */
    private static Duration stretch(Timeline timeline, int room) {
        return timeline.every().multipliedBy(together(timeline, room));
    }

    private static int together(Timeline timeline, int room) {
        return Math.max(1, Math.ceilDiv(timeline.points().size(), Math.max(1, room)));
    }
}
