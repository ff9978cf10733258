package dev.sluice.cli.live;

import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.cli.text.WordWrap;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What it is, where it stands, and what comes next; at the bottom what keys do. */
final class HeaderSection {
    private final StatusLayout.Model scene;
    private final RolloutDisplay display;
    private final Viewport frame;

    HeaderSection(StatusLayout.Model scene, Viewport frame) {
        this.scene = scene;
        this.display = scene.picture();
        this.frame = frame;
    }

    StatusLayout.Section block() {
        List<StyledLine> lines = new ArrayList<>();
        scene.notices().forEach(notice -> lines.add(StyledLine.of(" " + notice + " ", StyledLine.TextStyle.Wait)));
        lines.add(beside(title(), state()));
        lines.add(beside(
                StyledLine.of(display.key(), StyledLine.TextStyle.Faint),
                StyledLine.of(times(), StyledLine.TextStyle.Faint)));
        WordWrap.lines(display.sentence(), frame.width()).forEach(text -> lines.add(StyledLine.of(text)));
        if (!display.over()
                && (display.waits() || display.state().equals("Preparing"))
                && !display.message().isEmpty()) {
            WordWrap.lines(display.message(), frame.width())
                    .forEach(text -> lines.add(StyledLine.of(text, StyledLine.TextStyle.Wait)));
        }
        if (!scene.fall().isEmpty() && (display.tone() == Severity.Calm || display.tone() == Severity.Wait)) {
            WordWrap.lines(scene.fall(), frame.width())
                    .forEach(text -> lines.add(StyledLine.of(text, StyledLine.TextStyle.Faint)));
        }
        return StatusLayout.Section.whole(lines);
    }

    private StyledLine title() {
        return StyledLine.of(display.policy(), StyledLine.TextStyle.Bold)
                .and("  ")
                .and(display.blue(), StyledLine.TextStyle.Blue)
                .and(" " + frame.glyphs().arrow() + " ")
                .and(display.green(), StyledLine.TextStyle.Green);
    }

    private StyledLine state() {
        String stage = display.stage().isEmpty() || display.over() ? "" : "  " + display.stage();
        return StyledLine.of(
                        mark() + " " + display.state().toUpperCase(Locale.ROOT),
                        StyledLine.TextStyle.of(display.tone()))
                .and(stage, StyledLine.TextStyle.Bold);
    }

    private String mark() {
        Viewport.SymbolSet glyphs = frame.glyphs();
        return switch (display.tone()) {
            case Calm -> glyphs.now();
            case Good -> glyphs.done();
            case Bad -> glyphs.stopped();
            case Wait -> glyphs.waits();
        };
    }

    private String times() {
        Duration since = between(display.created(), display.ended().orElse(scene.now()));
        if (display.over()) {
            return "took " + NumberFormatter.time(since) + ", over since " + frame.clock(display.since());
        }
        String deadline = display.deadline()
                .filter(left -> !left.isNegative())
                .map(left -> ", deadline in " + NumberFormatter.time(whole(left)))
                .orElse("");
        return "began " + NumberFormatter.time(since) + " ago" + deadline;
    }

    /** What matters stays: the left gives way to the right. */
    private StyledLine beside(StyledLine left, StyledLine right) {
        int room = frame.width() - right.width() - 2;
        return left.cut(Math.max(10, room), frame.glyphs().more())
                .to(frame.width() - right.width())
                .and(right);
    }

    StatusLayout.Section footer() {
        return scene.keys().isEmpty()
                ? new StatusLayout.Section(List.of(), 0)
                : StatusLayout.Section.whole(List.of(beside(
                        StyledLine.of(scene.keys(), StyledLine.TextStyle.Faint),
                        StyledLine.of(frame.clock(scene.now()), StyledLine.TextStyle.Faint))));
    }

    private static Duration between(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        return whole(time.isNegative() ? Duration.ZERO : time);
    }

    private static Duration whole(Duration time) {
        return Duration.ofSeconds(time.toSeconds());
    }
}
