package dev.sluice.cli.live;

import dev.sluice.cli.text.Figures;
import dev.sluice.cli.text.Words;
import dev.sluice.rollout.AnswerSeen;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.ProbeOutcome;
import dev.sluice.store.JournalEntry;
import dev.sluice.view.Picture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What was answered, what was decided, and which pods there are. */
final class Story {
    private static final int DECISIONS = 6;
    private static final int CLOCK = 10;

    /** Narrower than this, a decision has a line for itself. */
    private static final int NARROW = 72;

    /** Lines of the newest reason at most. */
    private static final int WHY = 4;

    private static final int LABEL = 10;

    private final Scene scene;
    private final Picture picture;
    private final Frame frame;

    Story(Scene scene, Frame frame) {
        this.scene = scene;
        this.picture = scene.picture();
        this.frame = frame;
    }

    Block probes() {
        List<Line> lines = new ArrayList<>();
        for (AnswerSeen answer : picture.live().answers()) {
            lines.add(
                    Line.of(lines.isEmpty() ? "PROBES" : "", Ink.Bold).to(LABEL).and(answer(answer)));
        }
        return new Block(lines, Math.min(2, lines.size()));
    }

    private Line answer(AnswerSeen answer) {
        boolean green = answer.colour() == Colour.Green;
        boolean passed = answer.outcome() == ProbeOutcome.Passed;
        boolean blind = answer.outcome() == ProbeOutcome.Blind;
        Glyphs glyphs = frame.glyphs();
        String took =
                answer.took().isZero() ? "" : ", " + Math.max(1, answer.took().toMillis()) + " ms";
        return Line.of(green ? picture.green() : picture.blue(), green ? Ink.Green : Ink.Blue)
                .and(" ")
                .and(
                        passed ? glyphs.done() : blind ? glyphs.unknown() : glyphs.stopped(),
                        passed ? Ink.Good : blind ? Ink.Wait : Ink.Bad)
                .and(" " + (answer.detail().isEmpty() ? answer.outcome().toString() : answer.detail()))
                .and(
                        "  " + Figures.count(answer.times()) + glyphs.times() + ", last " + when(answer.at()) + took,
                        Ink.Faint);
    }

    private String when(Instant at) {
        Duration ago = Duration.between(at, scene.now());
        return picture.over()
                ? frame.clock(at)
                : Figures.time(Duration.ofSeconds(Math.max(0, ago.toSeconds()))) + " ago";
    }

    /** The newest one in full, since it says why things are as they are; a line for each before it. */
    Block decisions() {
        List<JournalEntry> entries = picture.journal().stream().limit(DECISIONS).toList();
        boolean narrow = frame.width() < NARROW;
        int width = narrow
                ? frame.width() - LABEL - CLOCK
                : Math.min(
                        frame.width() / 3,
                        entries.stream()
                                .mapToInt(entry -> entry.decision().length())
                                .max()
                                .orElse(0));
        int indent = LABEL + CLOCK + (narrow ? 0 : width + 2);
        List<Line> lines = new ArrayList<>();
        for (JournalEntry entry : entries) {
            List<String> why = Words.wrapped(entry.why(), Math.max(20, frame.width() - indent));
            boolean newest = lines.isEmpty();
            Line line = Line.of(newest ? "DECISIONS" : "", Ink.Bold)
                    .to(LABEL)
                    .and(frame.clock(entry.at()) + "  ", Ink.Faint)
                    .and(Line.of(entry.decision(), Ink.Bold)
                            .cut(width, frame.glyphs().more()));
            lines.add(narrow ? line : line.to(indent).and(newest ? why.getFirst() : entry.why()));
            if (newest) {
                why.stream()
                        .skip(narrow ? 0 : 1)
                        .limit(WHY)
                        .forEach(text -> lines.add(Line.of("").to(indent).and(text)));
            }
        }
        return new Block(lines, Math.min(1, lines.size()));
    }

    Block pods() {
        List<Line> lines = new ArrayList<>();
        for (Pods.Node node : scene.pods().nodes()) {
            lines.add(Line.of(lines.isEmpty() ? "PODS" : "", Ink.Bold).to(LABEL).and(node(node)));
        }
        if (!scene.pods().problem().isEmpty()) {
            lines.add(Line.of(lines.isEmpty() ? "PODS" : "", Ink.Bold)
                    .to(LABEL)
                    .and(scene.pods().problem(), Ink.Faint));
        }
        return new Block(lines, 0);
    }

    private Line node(Pods.Node node) {
        Glyphs glyphs = frame.glyphs();
        String indent = node.depth() == 0 ? "" : "  ".repeat(node.depth() - 1) + glyphs.branch();
        return Line.of(indent, Ink.Faint)
                .and(
                        switch (node.health()) {
                            case good -> glyphs.done();
                            case pending -> glyphs.ahead();
                            case bad -> glyphs.stopped();
                        },
                        switch (node.health()) {
                            case good -> Ink.Good;
                            case pending -> Ink.Wait;
                            case bad -> Ink.Bad;
                        })
                .and(" " + node.name())
                .and("  " + node.says(), node.health() == Pods.Health.bad ? Ink.Bad : Ink.Faint);
    }
}
