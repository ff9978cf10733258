package dev.sluice.cli.steer;

import dev.sluice.cli.text.Voice;
import dev.sluice.cli.text.Wrap;
import dev.sluice.store.JournalEntry;
import dev.sluice.view.Picture;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Tells each decision once, as it comes. */
final class Journal {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final int INDENT = 10;

    private final Set<JournalEntry> told = new HashSet<>();
    private final Voice voice;
    private final ZoneId zone;

    /** @param zone of whoever reads it */
    Journal(Voice voice, ZoneId zone) {
        this.zone = zone;
        this.voice = voice;
    }

    void tell(Picture picture) {
        picture.journal().reversed().stream().filter(told::add).forEach(this::tell);
    }

    private void tell(JournalEntry entry) {
        voice.print(CLOCK.format(Instant.parse(entry.at()).atZone(zone)) + "  "
                + voice.screen().paint(Description.paint(entry.decision()), entry.decision()) + ": "
                + Wrap.hanging(entry.why(), voice.screen().width(), INDENT) + "\n");
    }
}
