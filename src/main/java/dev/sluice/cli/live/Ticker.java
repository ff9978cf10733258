package dev.sluice.cli.live;

import dev.sluice.cli.text.Clean;
import dev.sluice.rollout.Weight;
import dev.sluice.store.JournalEntry;
import dev.sluice.view.Picture;
import java.time.Instant;
import java.util.Optional;

/** For an output that is no terminal: a line for each change. */
final class Ticker {
    private final Frame frame;
    private String last = "";

    Ticker(Frame frame) {
        this.frame = frame;
    }

    /** The line; empty when nothing has changed that is worth one. */
    Optional<String> line(Picture picture, String notice, Instant now) {
        Optional<JournalEntry> decision = picture.journal().stream().findFirst();
        String what = String.format(
                "%-10s %-10s asked %s, seen %s",
                picture.state(),
                picture.stage(),
                picture.asked(),
                picture.seen().map(Weight::toString).orElse("-"));
        String why = !notice.isEmpty()
                ? notice
                : decision.map(entry -> entry.decision() + ": " + entry.why()).orElse("");
        String key = what + notice + decision.map(JournalEntry::at).orElse("");
        if (key.equals(last)) {
            return Optional.empty();
        }
        last = key;
        return Optional.of(Clean.line(frame.clock(now) + "  " + what + (why.isEmpty() ? "" : "  " + why)));
    }
}
