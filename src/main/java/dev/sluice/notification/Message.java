package dev.sluice.notification;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is said to people. All of it is plain text: a sink's form escapes it, so that nothing in it is ever markup.
 *
 * @param id the same however often it is sent
 * @param thread messages of one release have the same
 * @param occasion what it is, or the gravest of several
 * @param at when it happened
 * @param title what happened, in one line
 * @param text why, and what users felt
 * @param facts what to find it by
 * @param next what to do now; each has a command to be copied
 * @param link where more is shown
 */
record Message(
        String id,
        String thread,
        NotificationType occasion,
        Instant at,
        String title,
        String text,
        List<Fact> facts,
        List<Next> next,
        Optional<URI> link) {
    private static final int TITLE = 140;
    private static final int TEXT = 1_800;

    Message {
        title = TextLayout.line(title, TITLE);
        text = TextLayout.text(text, TEXT);
        facts = List.copyOf(facts);
        next = List.copyOf(next);
    }

    /** The title as it is seen first. */
    String headline() {
        return occasion.sign() + " " + title;
    }

    /** A label and its value. */
    record Fact(String label, String value) {
        Fact {
            value = TextLayout.line(value, TITLE);
        }
    }

    /** What a command is good for, and the command. */
    record Next(String purpose, String command) {}
}
