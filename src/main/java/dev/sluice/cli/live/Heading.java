package dev.sluice.cli.live;

import dev.sluice.cli.text.Figures;
import dev.sluice.cli.text.Words;
import dev.sluice.view.Picture;
import dev.sluice.view.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What it is, where it stands, and what comes next; at the bottom what keys do. */
final class Heading {
    private final Scene scene;
    private final Picture picture;
    private final Frame frame;

    Heading(Scene scene, Frame frame) {
        this.scene = scene;
        this.picture = scene.picture();
        this.frame = frame;
    }

    Block block() {
        List<Line> lines = new ArrayList<>();
        scene.notices().forEach(notice -> lines.add(Line.of(" " + notice + " ", Ink.Wait)));
        lines.add(beside(title(), state()));
        lines.add(beside(Line.of(picture.key(), Ink.Faint), Line.of(times(), Ink.Faint)));
        Words.wrapped(picture.sentence(), frame.width()).forEach(text -> lines.add(Line.of(text)));
        if (!picture.over()
                && (picture.waits() || picture.state().equals("Preparing"))
                && !picture.message().isEmpty()) {
            Words.wrapped(picture.message(), frame.width()).forEach(text -> lines.add(Line.of(text, Ink.Wait)));
        }
        if (!scene.fall().isEmpty() && (picture.tone() == Tone.Calm || picture.tone() == Tone.Wait)) {
            Words.wrapped(scene.fall(), frame.width()).forEach(text -> lines.add(Line.of(text, Ink.Faint)));
        }
        return Block.whole(lines);
    }

    private Line title() {
        return Line.of(picture.policy(), Ink.Bold)
                .and("  ")
                .and(picture.blue(), Ink.Blue)
                .and(" " + frame.glyphs().arrow() + " ")
                .and(picture.green(), Ink.Green);
    }

    private Line state() {
        String stage = picture.stage().isEmpty() || picture.over() ? "" : "  " + picture.stage();
        return Line.of(mark() + " " + picture.state().toUpperCase(Locale.ROOT), Ink.of(picture.tone()))
                .and(stage, Ink.Bold);
    }

    private String mark() {
        Glyphs glyphs = frame.glyphs();
        return switch (picture.tone()) {
            case Calm -> glyphs.now();
            case Good -> glyphs.done();
            case Bad -> glyphs.stopped();
            case Wait -> glyphs.waits();
        };
    }

    private String times() {
        Duration since = between(picture.created(), picture.ended().orElse(scene.now()));
        if (picture.over()) {
            return "took " + Figures.time(since) + ", over since " + frame.clock(picture.since());
        }
        String deadline = picture.deadline()
                .filter(left -> !left.isNegative())
                .map(left -> ", deadline in " + Figures.time(whole(left)))
                .orElse("");
        return "began " + Figures.time(since) + " ago" + deadline;
    }

    /** What matters stays: the left gives way to the right. */
    private Line beside(Line left, Line right) {
        int room = frame.width() - right.width() - 2;
        return left.cut(Math.max(10, room), frame.glyphs().more())
                .to(frame.width() - right.width())
                .and(right);
    }

    Block footer() {
        return scene.keys().isEmpty()
                ? new Block(List.of(), 0)
                : Block.whole(List.of(
                        beside(Line.of(scene.keys(), Ink.Faint), Line.of(frame.clock(scene.now()), Ink.Faint))));
    }

    private static Duration between(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        return whole(time.isNegative() ? Duration.ZERO : time);
    }

    private static Duration whole(Duration time) {
        return Duration.ofSeconds(time.toSeconds());
    }
}
