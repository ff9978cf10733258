package dev.sluice.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.policy.KubernetesNames;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A VirtualService that takes part, as it was found before anything was written.
 *
 * @param virtualService its name
 * @param host the destination host
 * @param originals how each managed http route was found, in their order
 * @param probePath path of probes that follows from what the http routes match; absent where the policy's reaches them
 * @param apart http routes that are left alone though they have a place for blue, each by its name or what it matches; absent when there is none
 * @param blueSubset blue's subset in the DestinationRule of the host, as JSON; absent where it is too large, and in what an older version recorded
 */
public record RouteTargetSpec(
        @JsonPropertyDescription("Name of the VirtualService.")
        String virtualService,

        @JsonPropertyDescription("Destination host.") String host,

        @JsonPropertyDescription(
                "How each managed http route was found, in their order; a revert takes out what was added.")
        @Size(max = MOST_ORIGINALS)
        List<Original> originals,

        @JsonPropertyDescription(
                "Path of probes that follows from what the http routes match, where the policy names none.")
        @Size(max = KubernetesNames.LONGEST_PATH)
        @Pattern(KubernetesNames.PATH_OR_NONE)
        @Nullable
        String probePath,

        @Size(max = 100)
        @JsonPropertyDescription(
                "Http routes of some clients that are left alone though they have a place for the version that serves: each by its name or what it matches.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        List<@Size(max = 253) String> apart,

        @Size(max = 4096)
        @JsonPropertyDescription(
                "The subset of the version that serves in the DestinationRule of the host, as JSON: as it is put back when somebody takes it out.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        String blueSubset) {
    /** Http routes of one VirtualService: of one with more, nobody makes sense. */
    private static final int MOST_ORIGINALS = 1_000;

    /** Tolerates what an older or newer Sluice has left out. */
    public RouteTargetSpec(
            String virtualService,
            String host,
            @Nullable List<Original> originals,
            @Nullable String probePath,
            @Nullable List<String> apart,
            @Nullable String blueSubset) {
        this.virtualService = virtualService;
        this.host = host;
        this.originals = originals == null ? List.of() : List.copyOf(originals);
        this.probePath = probePath;
        this.apart = apart == null || apart.isEmpty() ? null : List.copyOf(apart);
        this.blueSubset = blueSubset;
    }

    /** Whether probes may ask for the path. */
    boolean asks() {
        return probePath == null || probePath.isEmpty() || KubernetesNames.path(probePath);
    }

    /**
     * How a managed http route was found.
     *
     * @param green whether it had a destination for green
     * @param weighted whether it named weights
     * @param share what blue and green had together, beside other destinations; absent when there were none
     */
    public record Original(
            @JsonPropertyDescription("Whether it had a destination for green.")
            boolean green,

            @JsonPropertyDescription("Whether it named weights.")
            boolean weighted,

            @JsonPropertyDescription(
                    "What both versions had together, where other destinations had a part of the weight.")
            @Nullable
            Integer share) {}
}
