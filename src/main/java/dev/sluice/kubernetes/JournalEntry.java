package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.TextSanitizer;
import java.util.Collection;
import java.util.Set;

/**
 * One decision.
 *
 * @param at when, ISO 8601
 * @param decision what was decided
 * @param why what was seen, the threshold and the sample
 */
public record JournalEntry(
        @JsonPropertyDescription("When, ISO 8601.") String at,
        @JsonPropertyDescription("What was decided.") String decision,

        @JsonPropertyDescription("What was seen, the threshold and the sample.")
        String why) {
    private static final int LONGEST = 2_000;
    private static final Set<String> REPEATED = Set.of("Corrected", "HoldInterrupted", "HoldResumed");

    /** Cleans and cuts, whoever wrote what is quoted, and whoever wrote the status. */
    public JournalEntry {
        at = TextSanitizer.quoted(at);
        decision = TextSanitizer.quoted(decision);
        why = TextSanitizer.line(why == null ? "" : why, LONGEST);
    }

    /**
     * Adds it at the end. What may happen every few seconds has one entry in each stage, the latest, which says how often: the journal is
     * short, and the other decisions must not be pushed out of it.
     */
    public void addTo(Collection<JournalEntry> journal) {
        if (REPEATED.contains(decision.split(" ", 2)[0])) {
            journal.removeIf(one -> one.decision().equals(decision));
        }
        journal.add(this);
    }
}
