package dev.sluice.controller;

import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.RolloutSpec;
import dev.sluice.rollout.TrafficTarget;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What a change of some object is for one rollout; the name alone says nothing, since anybody gives names. */
enum ChangeRelevance {
    /** It goes on as it is. */
    NOTHING,
    /** Its Rollout, which the worker reads by itself: no reason to ask the API server for anything else. */
    RECORD,
    /** Something that it depends on: to be looked at now. */
    WORLD,
    /** Maybe its gateways: to be looked for again, which has time. */
    GATEWAYS;

    /**
     * Tells it. What is gone may have lost its kind.
     *
     * @param gateways whether there are gateways of the rollout in a namespace
     */
    static ChangeRelevance of(HasMetadata what, TrafficTarget target, RolloutSpec spec, Predicate<String> gateways) {
        String kind = Objects.requireNonNullElse(what.getKind(), "");
        String namespace = Objects.requireNonNullElse(what.getMetadata().getNamespace(), "");
        ChangeRelevance own = namespace.equals(target.namespace())
                ? own(kind, what.getMetadata().getName(), target, spec)
                : NOTHING;
        return own == NOTHING && ofGateways(kind, what, () -> gateways.test(namespace)) ? GATEWAYS : own;
    }

    private static ChangeRelevance own(String kind, String name, TrafficTarget target, RolloutSpec spec) {
        return switch (kind) {
            case "Rollout" -> name.equals(target.rollout()) ? RECORD : NOTHING;
            case "Deployment" ->
                name.equals(spec.green().deployment())
                                || name.equals(spec.blue().deployment())
                        ? WORLD
                        : NOTHING;
            case "VirtualService" ->
                target.routes().stream().anyMatch(route -> names(route.ref(), kind, name)) ? WORLD : NOTHING;
            case "DestinationRule", "" -> WORLD;
            default -> NOTHING;
        };
    }

    private static boolean names(RouteRef ref, String kind, String name) {
        return ref.kind().name().equals(kind) && ref.name().equals(name);
    }

    private static boolean ofGateways(String kind, HasMetadata what, BooleanSupplier there) {
        return switch (kind) {
            case "Gateway" -> true;
            case "Deployment", "Service", "" -> there.getAsBoolean();
            case "VirtualService" -> delegates(what);
            default -> false;
        };
    }

    /** Users may come to a VirtualService by one that delegates to it, wherever that is. */
    private static boolean delegates(HasMetadata virtualService) {
        return virtualService instanceof GenericKubernetesResource raw
                && raw.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec
                && spec.get("http") instanceof Iterable<?> routes
                && delegates(routes);
    }

    private static boolean delegates(Iterable<?> routes) {
        for (Object route : routes) {
            if (route instanceof Map<?, ?> one && one.containsKey("delegate")) {
                return true;
            }
        }
        return false;
    }
}
