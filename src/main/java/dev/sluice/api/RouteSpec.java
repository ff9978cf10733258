package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the traffic is split: one object, named by kind and name or, where it is a VirtualService, in short. Both ways say the same, so the short one is kept.
 *
 * @param kind its kind; null in the short form
 * @param name its name, in the policy's namespace; null in the short form
 * @param virtualService the short form: name of a VirtualService, in the policy's namespace; null in the long one
 * @param httpRoutes names of the http routes to manage; empty for every route that sends traffic to the host
 * @param host destination host; empty when the VirtualService sends to one host only
 * @param probe what differs for probes through this object
 */
@ValidationRule(
        value = "has(self.virtualService) ? !has(self.kind) && !has(self.name) : has(self.kind) && has(self.name)",
        message = "name one object, either by virtualService or by kind and name")
public record RouteSpec(
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("Kind of the object that splits the traffic, beside its name: VirtualService.")
        RouteRef.@Nullable Kind kind,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Size(min = 1, max = KubernetesNames.LONGEST_OBJECT)
        @Pattern(KubernetesNames.OBJECT_PATTERN)
        @JsonPropertyDescription("Name of that object, in the policy's namespace.")
        @Nullable
        String name,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Size(min = 1, max = KubernetesNames.LONGEST_OBJECT)
        @Pattern(KubernetesNames.OBJECT_PATTERN)
        @JsonPropertyDescription(
                "Name of the VirtualService, in the policy's namespace: the short form of kind and name, and one of the two is required.")
        @Nullable
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
            RouteRef.@Nullable Kind kind,
            @Nullable String name,
            @Nullable String virtualService,
            @Nullable List<String> httpRoutes,
            @Nullable String host,
            @Nullable RouteProbeSpec probe) {
        checkOneForm(kind, name, virtualService);
        boolean shortened = virtualService == null && RouteRef.shortened(kind);
        this.kind = shortened ? null : kind;
        this.name = shortened ? null : name;
        this.virtualService = shortened ? name : virtualService;
        this.httpRoutes = SpecValidation.copy(httpRoutes, List.of(), "httpRoutes");
        this.host = SpecValidation.orElse(host, "");
        this.probe = SpecValidation.orElse(probe, new RouteProbeSpec(null, null));
        SpecValidation.fits(this.httpRoutes, MOST_HTTP_ROUTES, LONGEST_HTTP_ROUTE, "httpRoutes");
        SpecValidation.fits(this.host, KubernetesNames.LONGEST_OBJECT, "host");
    }

    /** One that is known already, without anything that differs for probes. */
    public static RouteSpec of(RouteRef ref, List<String> httpRoutes, String host) {
        return new RouteSpec(ref.kind(), ref.name(), null, httpRoutes, host, null);
    }

    /**
     * The object that is named.
     *
     * @param namespace the policy's
     */
    public RouteRef ref(String namespace) {
        return RouteRef.of(kind, name, virtualService, namespace);
    }

    /** Name of the object that is named, in the policy's namespace. */
    public String object() {
        return ref("").name();
    }

    private static void checkOneForm(
            RouteRef.@Nullable Kind kind, @Nullable String name, @Nullable String virtualService) {
        boolean byKind = kind != null || name != null;
        SpecValidation.that(
                virtualService == null || !byKind,
                "virtualService",
                "stands beside " + (kind == null ? "name" : "kind")
                        + "; name the object once: take out virtualService, or kind and name");
        String field = byKind ? "name" : "virtualService";
        String named = SpecValidation.orElse(byKind ? name : virtualService, "");
        SpecValidation.that(
                !named.isBlank(),
                field,
                "is missing; name the " + SpecValidation.orElse(kind, RouteRef.Kind.VirtualService)
                        + " that splits the traffic");
        SpecValidation.that(
                !byKind || kind != null, "kind", "is missing beside name; write " + RouteRef.Kind.VirtualService);
        SpecValidation.that(
                KubernetesNames.object(named),
                field,
                "is \"" + TextSanitizer.quoted(named)
                        + "\", which is no name of an object; write small letters, digits, '-' and '.', "
                        + KubernetesNames.LONGEST_OBJECT + " at most");
    }
}
