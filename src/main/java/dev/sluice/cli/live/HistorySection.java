package dev.sluice.cli.live;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.VersionRole;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.cli.text.WordWrap;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.rollout.ProbeSummary;
import dev.sluice.view.RolloutDisplay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What was answered, what was decided, and which pods there are. */
final class HistorySection {
    private static final int DECISIONS = 6;
    private static final int CLOCK = 10;

    /** Narrower than this, a decision has a line for itself. */
    private static final int NARROW = 72;

    /** Lines of the newest reason at most. */
    private static final int WHY = 4;

    private static final int LABEL = 10;

    private final StatusLayout.Model scene;
    private final RolloutDisplay display;
    private final Viewport frame;

    HistorySection(StatusLayout.Model scene, Viewport frame) {
        this.scene = scene;
        this.display = scene.picture();
        this.frame = frame;
    }

    StatusLayout.Section probes() {
        List<StyledLine> lines = new ArrayList<>();
        for (ProbeSummary answer : display.live().answers()) {
            lines.add(StyledLine.of(lines.isEmpty() ? "PROBES" : "", StyledLine.TextStyle.Bold)
                    .to(LABEL)
                    .and(answer(answer)));
        }
        return new StatusLayout.Section(lines, Math.min(2, lines.size()));
    }

    private StyledLine answer(ProbeSummary answer) {
        boolean green = answer.colour() == VersionRole.Green;
        boolean passed = answer.outcome() == ProbeOutcome.Passed;
        boolean blind = answer.outcome() == ProbeOutcome.Blind;
        Viewport.SymbolSet glyphs = frame.glyphs();
        String took =
                answer.took().isZero() ? "" : ", " + Math.max(1, answer.took().toMillis()) + " ms";
        return StyledLine.of(
                        green ? display.green() : display.blue(),
                        green ? StyledLine.TextStyle.Green : StyledLine.TextStyle.Blue)
                .and(" ")
                .and(
                        passed ? glyphs.done() : blind ? glyphs.unknown() : glyphs.stopped(),
                        passed
                                ? StyledLine.TextStyle.Good
                                : blind ? StyledLine.TextStyle.Wait : StyledLine.TextStyle.Bad)
                .and(" " + (answer.detail().isEmpty() ? answer.outcome().toString() : answer.detail()))
                .and(
                        "  " + NumberFormatter.count(answer.times()) + glyphs.times() + ", last " + when(answer.at())
                                + took,
                        StyledLine.TextStyle.Faint);
    }

    private String when(Instant at) {
        Duration ago = Duration.between(at, scene.now());
        return display.over()
                ? frame.clock(at)
                : NumberFormatter.time(Duration.ofSeconds(Math.max(0, ago.toSeconds()))) + " ago";
    }

    /** The newest one in full, since it says why things are as they are; a line for each before it. */
    StatusLayout.Section decisions() {
        List<JournalEntry> entries = display.journal().stream().limit(DECISIONS).toList();
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
        List<StyledLine> lines = new ArrayList<>();
        for (JournalEntry entry : entries) {
            List<String> why = WordWrap.lines(entry.why(), Math.max(20, frame.width() - indent));
            boolean newest = lines.isEmpty();
            StyledLine line = StyledLine.of(newest ? "DECISIONS" : "", StyledLine.TextStyle.Bold)
                    .to(LABEL)
                    .and(frame.clock(entry.at()) + "  ", StyledLine.TextStyle.Faint)
                    .and(StyledLine.of(entry.decision(), StyledLine.TextStyle.Bold)
                            .cut(width, frame.glyphs().more()));
            lines.add(narrow ? line : line.to(indent).and(newest ? why.getFirst() : entry.why()));
            if (newest) {
                why.stream()
                        .skip(narrow ? 0 : 1)
                        .limit(WHY)
                        .forEach(text -> lines.add(StyledLine.of("").to(indent).and(text)));
            }
        }
        return new StatusLayout.Section(lines, Math.min(1, lines.size()));
    }

    StatusLayout.Section pods() {
        List<StyledLine> lines = new ArrayList<>();
        for (PodTree.Node node : scene.pods().nodes()) {
            lines.add(StyledLine.of(lines.isEmpty() ? "PODS" : "", StyledLine.TextStyle.Bold)
                    .to(LABEL)
                    .and(node(node)));
        }
        if (!scene.pods().problem().isEmpty()) {
            lines.add(StyledLine.of(lines.isEmpty() ? "PODS" : "", StyledLine.TextStyle.Bold)
                    .to(LABEL)
                    .and(scene.pods().problem(), StyledLine.TextStyle.Faint));
        }
        return new StatusLayout.Section(lines, 0);
    }

    private StyledLine node(PodTree.Node node) {
        Viewport.SymbolSet glyphs = frame.glyphs();
        String indent = node.depth() == 0 ? "" : "  ".repeat(node.depth() - 1) + glyphs.branch();
        return StyledLine.of(indent, StyledLine.TextStyle.Faint)
                .and(
                        switch (node.health()) {
                            case good -> glyphs.done();
                            case pending -> glyphs.ahead();
                            case bad -> glyphs.stopped();
                        },
                        switch (node.health()) {
                            case good -> StyledLine.TextStyle.Good;
                            case pending -> StyledLine.TextStyle.Wait;
                            case bad -> StyledLine.TextStyle.Bad;
                        })
                .and(" " + node.name())
                .and(
                        "  " + node.says(),
                        node.health() == PodTree.Health.bad ? StyledLine.TextStyle.Bad : StyledLine.TextStyle.Faint);
    }
}
