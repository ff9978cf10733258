package dev.sluice.store;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * What has been counted within the window.
 *
 * @param greenProbes answered probes of green
 * @param greenFailures failed probes of green
 * @param blueProbes answered probes of blue
 * @param blueFailures failed probes of blue
 */
public record EvidenceStatus(
        @JsonPropertyDescription("Answered probes of green.")
        long greenProbes,

        @JsonPropertyDescription("Failed probes of green.") long greenFailures,
        @JsonPropertyDescription("Answered probes of blue.") long blueProbes,
        @JsonPropertyDescription("Failed probes of blue.") long blueFailures) {}
