package dev.sluice.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the traffic is split: one VirtualService.
 *
 * @param virtualService name of the VirtualService, in the policy's namespace
 * @param httpRoutes names of the http routes to manage; empty for every route that sends traffic to the host
 * @param host destination host; empty when the VirtualService sends to one host only
 * @param probe what differs for probes through this VirtualService
 */
public record RouteSpec(
        @Required
        @Size(min = 1, max = KubernetesNames.LONGEST_OBJECT)
        @Pattern(KubernetesNames.OBJECT_PATTERN)
        @JsonPropertyDescription("Name of the VirtualService, in the policy's namespace.")
        String virtualService,

        @Size(max = MOST_HTTP_ROUTES)
        @JsonPropertyDescription(
                "Names of the http routes to manage. Default: every http route that sends traffic to the host.")
        List<@Size(max = LONGEST_HTTP_ROUTE) String> httpRoutes,

        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @JsonPropertyDescription(
                "Destination host (the Service). Default: the only host with subsets in the VirtualService. Its DestinationRule is found by this host.")
        String host,

        @JsonPropertyDescription("What differs for probes sent through this VirtualService.")
        RouteProbeSpec probe) {
    /** As many as a VirtualService that the API server takes may well have. */
    static final int MOST_HTTP_ROUTES = 500;

    static final int LONGEST_HTTP_ROUTE = 253;

    /** Checks and fills in the defaults. */
    public RouteSpec(
            @Nullable String virtualService,
            @Nullable List<String> httpRoutes,
            @Nullable String host,
            @Nullable RouteProbeSpec probe) {
        this.virtualService = SpecValidation.orElse(virtualService, "");
        this.httpRoutes = SpecValidation.copy(httpRoutes, List.of(), "httpRoutes");
        this.host = SpecValidation.orElse(host, "");
        this.probe = SpecValidation.orElse(probe, new RouteProbeSpec(null, null));
        SpecValidation.that(
                !this.virtualService.isBlank(),
                "virtualService",
                "is missing; name the VirtualService that splits the traffic");
        SpecValidation.that(
                KubernetesNames.object(this.virtualService),
                "virtualService",
                "is \"" + TextSanitizer.quoted(this.virtualService)
                        + "\", which is no name of an object; write small letters, digits, '-' and '.', "
                        + KubernetesNames.LONGEST_OBJECT + " at most");
        SpecValidation.fits(this.httpRoutes, MOST_HTTP_ROUTES, LONGEST_HTTP_ROUTE, "httpRoutes");
        SpecValidation.fits(this.host, KubernetesNames.LONGEST_OBJECT, "host");
    }
}
