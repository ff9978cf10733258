package dev.sluice.store;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A VirtualService that takes part, as it was found before anything was written.
 *
 * @param virtualService its name
 * @param host the destination host
 * @param originals how each managed http route was found, in their order
 */
public record RouteTargetSpec(
        @JsonPropertyDescription("Name of the VirtualService.")
        String virtualService,

        @JsonPropertyDescription("Destination host.") String host,

        @JsonPropertyDescription(
                "How each managed http route was found, in their order; a revert takes out what was added.")
        List<Original> originals) {
    /** Tolerates what an older or newer Sluice has left out. */
    public RouteTargetSpec(String virtualService, String host, @Nullable List<Original> originals) {
        this.virtualService = virtualService;
        this.host = host;
        this.originals = originals == null ? List.of() : List.copyOf(originals);
    }

    /**
     * How a managed http route was found.
     *
     * @param green whether it had a destination for green
     * @param weighted whether it named weights
     */
    public record Original(
            @JsonPropertyDescription("Whether it had a destination for green.")
            boolean green,

            @JsonPropertyDescription("Whether it named weights.")
            boolean weighted) {}
}
