package dev.sluice.api;

import org.jspecify.annotations.Nullable;

/**
 * An object that splits traffic: what a policy's routes name, and by what it is known everywhere else.
 *
 * @param kind its kind
 * @param namespace its namespace
 * @param name its name
 */
public record RouteRef(Kind kind, String namespace, String name) {
    /** The kinds that Sluice can move. */
    public enum Kind {
        /** Istio's. */
        VirtualService
    }

    /** One of Istio's. */
    public static RouteRef virtualService(String namespace, String name) {
        return new RouteRef(Kind.VirtualService, namespace, name);
    }

    /** As documents name it: in short, {@code virtualService}, or by kind and name. */
    public static RouteRef of(
            @Nullable Kind kind, @Nullable String name, @Nullable String virtualService, String namespace) {
        return virtualService == null
                ? new RouteRef(SpecValidation.orElse(kind, Kind.VirtualService), namespace, String.valueOf(name))
                : virtualService(namespace, virtualService);
    }

    /** Whether documents have a short form for this kind. */
    static boolean shortened(@Nullable Kind kind) {
        return kind == Kind.VirtualService;
    }

    /** Kind and name, for people who know the namespace. */
    public String words() {
        return kind + " " + name;
    }
}
