package dev.sluice.store;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * A VirtualService that takes part, as it was found before anything was written.
 *
 * @param virtualService its name
 * @param host the destination host
 * @param greenAdded whether Sluice adds green's destination, and takes it out again after a revert
 * @param weightsAdded whether the route named no weights before
 */
public record RouteTargetSpec(
        @JsonPropertyDescription("Name of the VirtualService.")
        String virtualService,

        @JsonPropertyDescription("Destination host.") String host,

        @JsonPropertyDescription("Whether green's destination was added by Sluice; a revert takes it out again.")
        boolean greenAdded,

        @JsonPropertyDescription("Whether the route named no weights before; a revert takes them out again.")
        boolean weightsAdded) {}
