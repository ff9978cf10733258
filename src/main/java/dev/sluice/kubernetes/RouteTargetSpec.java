package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.RouteRef;
import dev.sluice.api.RouteSpec;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that takes part, named as in a policy, as it was found before anything was written.
 *
 * @param kind its kind; absent in the short form
 * @param name its name; absent in the short form
 * @param virtualService the short form: name of a VirtualService; absent in the long one
 * @param host the destination host
 * @param originals how each managed http route was found, in their order
 * @param probePath path of probes that follows from what the http routes match; absent where the policy's reaches them
 * @param apart http routes that are left alone though they have a place for blue, each by its name or what it matches; absent when there is none
 * @param blueSubset blue's subset in the DestinationRule of the host, as JSON; absent where it is too large, and in what an older version recorded
 */
public record RouteTargetSpec(
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("Kind of the object, where it is no VirtualService.")
        RouteRef.@Nullable Kind kind,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("Name of the object, where it is no VirtualService.")
        @Nullable
        String name,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonPropertyDescription("Name of the VirtualService.") @Nullable
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
            RouteRef.@Nullable Kind kind,
            @Nullable String name,
            @Nullable String virtualService,
            String host,
            @Nullable List<Original> originals,
            @Nullable String probePath,
            @Nullable List<String> apart,
            @Nullable String blueSubset) {
        this.kind = kind;
        this.name = name;
        this.virtualService = virtualService;
        this.host = host;
        this.originals = originals == null ? List.of() : List.copyOf(originals);
        this.probePath = probePath;
        this.apart = apart == null || apart.isEmpty() ? null : List.copyOf(apart);
        this.blueSubset = blueSubset;
    }

    /** One that was found. */
    public static RouteTargetSpec of(
            RouteRef ref,
            String host,
            List<Original> originals,
            @Nullable String probePath,
            @Nullable List<String> apart,
            @Nullable String blueSubset) {
        RouteSpec named = RouteSpec.of(ref, List.of(), "");
        return new RouteTargetSpec(
                named.kind(), named.name(), named.virtualService(), host, originals, probePath, apart, blueSubset);
    }

    /** Whether it is what a policy's route names. People may create Rollouts by hand. */
    boolean of(RouteSpec asked) {
        boolean named = virtualService != null || (kind != null && name != null);
        return named && asked.ref("").equals(RouteRef.of(kind, name, virtualService, ""));
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
