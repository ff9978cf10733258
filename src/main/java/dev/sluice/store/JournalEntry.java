package dev.sluice.store;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

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
        String why) {}
