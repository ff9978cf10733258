package dev.sluice.cli.steer;

import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.WordWrap;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.view.RolloutDisplay;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Tells each decision once, as it comes. */
final class DecisionLog {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final int INDENT = 10;

    private final Set<JournalEntry> told = new HashSet<>();
    private final CommandOutput output;
    private final ZoneId zone;

    /** @param zone of whoever reads it */
    DecisionLog(CommandOutput output, ZoneId zone) {
        this.zone = zone;
        this.output = output;
    }

    void tell(RolloutDisplay display) {
        display.journal().reversed().stream().filter(told::add).forEach(this::tell);
    }

    private void tell(JournalEntry entry) {
        output.print(CLOCK.format(Instant.parse(entry.at()).atZone(zone)) + "  "
                + output.screen().paint(RolloutDescriber.paint(entry.decision()), entry.decision()) + ": "
                + WordWrap.hanging(entry.why(), output.screen().width(), INDENT) + "\n");
    }
}
