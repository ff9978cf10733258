package dev.sluice.cli.live;

import dev.sluice.api.TextSanitizer;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.rollout.Weight;
import dev.sluice.view.RolloutDisplay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** For an output that is no terminal: a line for each change, and each decision once. */
final class LineOutput {
    private final Viewport frame;
    private final Set<JournalEntry> told = new HashSet<>();
    private String last = "";

    LineOutput(Viewport frame) {
        this.frame = frame;
    }

    /** The lines; none when nothing has changed that is worth one. */
    List<String> lines(RolloutDisplay display, String notice, Instant now) {
        List<JournalEntry> news = news(display);
        List<String> lines = new ArrayList<>();
        // What was decided between two looks; where things stood then is not known any more.
        news.stream()
                .limit(Math.max(0, news.size() - 1))
                .map(entry -> said(entry.at(), entry.decision() + ": " + entry.why()))
                .forEach(lines::add);
        String what = String.format(
                "%-10s %-10s asked %s, seen %s",
                display.state(),
                display.stage(),
                display.asked(),
                display.seen().map(Weight::toString).orElse("-"));
        String why = news.isEmpty()
                ? ""
                : "  " + news.getLast().decision() + ": " + news.getLast().why();
        if (!news.isEmpty() || !(what + notice).equals(last)) {
            lines.add(said(now.toString(), what + why + (notice.isEmpty() ? "" : "  " + notice)));
        }
        last = what + notice;
        return lines;
    }

    /** The decisions that were not told yet, the oldest first. Of what was before the first look, the newest alone matters. */
    private List<JournalEntry> news(RolloutDisplay display) {
        boolean first = last.isEmpty();
        List<JournalEntry> fresh =
                display.journal().reversed().stream().filter(told::add).toList();
        return first ? fresh.subList(Math.max(0, fresh.size() - 1), fresh.size()) : fresh;
    }

    private String said(String at, String what) {
        return TextSanitizer.line(frame.clock(at) + "  " + what);
    }
}
