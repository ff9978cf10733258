package dev.sluice.cli.live;

import dev.sluice.cli.text.Figures;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Timeline;
import dev.sluice.stats.Counts;
import dev.sluice.view.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** What was counted in this stage, how it went over time, and what it proves. */
final class Counted {
    private static final int LABEL = 10;
    private static final int FIGURE = 9;
    private static final int FAILED = 15;
    private static final int NEEDLE = 40;
    private static final int WIDE = 40;

    private final Scene scene;
    private final Picture picture;
    private final Frame frame;

    Counted(Scene scene, Frame frame) {
        this.scene = scene;
        this.picture = scene.picture();
        this.frame = frame;
    }

    /** From nothing to the line at which the traffic goes back. */
    Block evidence() {
        double share = picture.evidence().share();
        int width = Math.min(NEEDLE, frame.width() - LABEL - 4);
        int full = share == 0 ? 0 : Math.clamp(Math.round(share * width), 1, width);
        Line bar = Line.of("EVIDENCE", Ink.Bold)
                .to(LABEL)
                .and("[")
                .and(frame.glyphs().blue().repeat(full), share >= 1 ? Ink.Bad : share > 0.5 ? Ink.Wait : Ink.Calm)
                .and(frame.glyphs().track().repeat(width - full), Ink.Faint)
                .and("] ");
        String says = says(share);
        return Block.whole(
                bar.width() + says.length() <= frame.width()
                        ? List.of(bar.and(says))
                        : List.of(bar, Line.of("").to(LABEL).and(says)));
    }

    private String says(double share) {
        String line = Figures.count(Math.round(picture.evidence().revertAt()));
        if (share == 0) {
            return "nothing against " + picture.green() + "; reverts at " + line + " to 1";
        }
        double odds = picture.evidence().odds();
        String now = odds < 10 ? Figures.plain(Math.round(odds * 10) / 10.0) : Figures.count(Math.round(odds));
        return now + " to 1 against " + picture.green() + "; reverts at " + line + " to 1";
    }

    Block requests() {
        int room = frame.width() - LABEL - FIGURE - FAILED - 4;
        boolean users = picture.users().total() > 0
                || points().stream().anyMatch(point -> point.users().total() > 0);
        List<Line> lines = new ArrayList<>();
        String every = points().isEmpty()
                ? ""
                : "  " + (room < WIDE ? "" : "over time, ")
                        + Figures.time(Series.stretch(timeline(), Math.max(8, room / 2))) + " each";
        lines.add(Line.of("REQUESTS", Ink.Bold)
                .and(right("count", LABEL + FIGURE - 8), Ink.Faint)
                .and("  failed", Ink.Faint)
                .to(LABEL + FIGURE + FAILED + 2)
                .and(Line.of(every, Ink.Faint).to(Math.max(8, (room - 2) / 2) + 4))
                .and(every.isEmpty() ? "" : "failed", Ink.Faint));
        if (users) {
            lines.add(row(
                    picture.blue(),
                    Ink.Blue,
                    picture.users().blue(),
                    picture.users().blueFailed(),
                    spark(Colour.Blue, true, room)));
            lines.add(row(
                    picture.green(),
                    Ink.Green,
                    picture.users().green(),
                    picture.users().greenFailed(),
                    spark(Colour.Green, true, room)));
        } else {
            lines.add(Line.of("").to(LABEL).and("no users' requests counted in this stage", Ink.Faint));
        }
        lines.add(row(
                "probe " + picture.blue(),
                Ink.Blue,
                picture.probes().blue(),
                picture.probes().blueFailed(),
                spark(Colour.Blue, false, room)));
        lines.add(row(
                "probe " + picture.green(),
                Ink.Green,
                picture.probes().green(),
                picture.probes().greenFailed(),
                spark(Colour.Green, false, room)));
        return new Block(lines, lines.size());
    }

    private Line row(String label, Ink ink, long all, long failed, Line spark) {
        String share = failed == 0 || all == 0 ? "" : " (" + Figures.percent((double) failed / all) + ")";
        return Line.of(label, ink)
                .cut(LABEL, frame.glyphs().more())
                .to(LABEL)
                .and(right(Figures.count(all), FIGURE))
                .and("  ")
                .and(
                        failed == 0 ? "0" : frame.glyphs().stopped() + " " + Figures.count(failed) + share,
                        failed == 0 ? Ink.Faint : Ink.Bad)
                .to(LABEL + FIGURE + FAILED + 4)
                .and(spark);
    }

    private Line spark(Colour colour, boolean users, int room) {
        int width = Math.max(8, (room - 2) / 2);
        Line line = Line.EMPTY.and(series(colour, users, false, width), colour == Colour.Blue ? Ink.Blue : Ink.Green);
        return line.to(width + 2).and(series(colour, users, true, width), Ink.Bad);
    }

    /** Both versions on one scale. */
    private String series(Colour colour, boolean users, boolean failed, int width) {
        double[] blue = Series.of(
                timeline(), point -> number(users ? point.users() : point.probes(), Colour.Blue, failed), width);
        double[] green = Series.of(
                timeline(), point -> number(users ? point.users() : point.probes(), Colour.Green, failed), width);
        double most = Math.max(
                Arrays.stream(blue).max().orElse(0), Arrays.stream(green).max().orElse(0));
        return frame.glyphs().spark(colour == Colour.Blue ? blue : green, most);
    }

    private static long number(Counts counts, Colour colour, boolean failed) {
        ToLongFunction<Counts> which = switch (colour) {
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
}
