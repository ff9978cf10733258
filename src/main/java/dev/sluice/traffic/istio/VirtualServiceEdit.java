package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What one VirtualService has to become. Pure: a document goes in, another comes out.
 *
 * @param before the VirtualService as it is
 * @param after the VirtualService as it is to be; equal to {@code before} when nothing is to be written
 * @param stamp the mark that {@code after} carries; empty when it carries none
 */
record VirtualServiceEdit(ObjectNode before, ObjectNode after, Optional<RouteRevision> stamp) {
    boolean needed() {
        return !before.equals(after);
    }

    /**
     * Works out the edit.
     *
     * @param nonce tells this write from earlier ones; asked only when something is to be written
     * @throws TrafficConfigException when the VirtualService does not allow it
     */
    static VirtualServiceEdit of(
            ObjectNode before,
            TrafficTarget target,
            TrafficTarget.Route route,
            DesiredTraffic goal,
            Supplier<String> nonce) {
        return switch (goal) {
            case DesiredTraffic.Untouched _ -> untouched(before, target, route);
            case DesiredTraffic.Split split -> stamped(before, target, route, goal, split.weight(), nonce);
            case DesiredTraffic.Back _ -> stamped(before, target, route, goal, Weight.NONE, nonce);
            case DesiredTraffic.Clean clean -> clean(before, target, route, clean.outcome());
        };
    }

    /** The mark of a rollout that a VirtualService carries; others leave theirs beside it. */
    static Optional<RouteRevision> stamp(JsonNode virtualService, String rollout) {
        return StreamSupport.stream(ManagedRoutes.http(virtualService).spliterator(), false)
                .filter(route -> PinnedRoutes.owner(route).equals(Optional.of(PinnedRoutes.id(rollout))))
                .flatMap(route -> PinnedRoutes.stamp(route).stream())
                .filter(stamp -> stamp.rollout().equals(rollout))
                .findFirst();
    }

    /** What becomes of a VirtualService without the pinned routes of rollouts that are no more. */
    static VirtualServiceEdit swept(ObjectNode before, Set<String> rollouts) {
        Set<String> alive = rollouts.stream().map(PinnedRoutes::id).collect(Collectors.toSet());
        return new VirtualServiceEdit(before, unpinned(before, owner -> !alive.contains(owner)), Optional.empty());
    }

    private static VirtualServiceEdit untouched(ObjectNode before, TrafficTarget target, TrafficTarget.Route route) {
        ManagedRoutes.of(before, target, route);
        return new VirtualServiceEdit(before, before, Optional.empty());
    }

    /** A mark that is there already stays, or every look would be a write. */
    private static VirtualServiceEdit stamped(
            ObjectNode before,
            TrafficTarget target,
            TrafficTarget.Route route,
            DesiredTraffic goal,
            Weight weight,
            Supplier<String> nonce) {
        Optional<RouteRevision> present =
                stamp(before, target.rollout()).filter(stamp -> stamp.marks(target.rollout(), goal));
        if (present.isPresent()
                && split(before, target, route, weight, present.get()).equals(before)) {
            return new VirtualServiceEdit(before, before, present);
        }
        RouteRevision fresh = new RouteRevision(target.rollout(), RouteRevision.label(goal), nonce.get());
        return new VirtualServiceEdit(before, split(before, target, route, weight, fresh), Optional.of(fresh));
    }

    private static ObjectNode split(
            ObjectNode before, TrafficTarget target, TrafficTarget.Route route, Weight weight, RouteRevision stamp) {
        ObjectNode after = unpinned(before, target.rollout());
        List<IstioHttpRoute> managed = stamp.revert().isPresent()
                ? ManagedRoutes.left(after, target, route)
                : ManagedRoutes.of(after, target, route);
        boolean same = managed.size() == route.originals().size();
        for (int i = 0; i < managed.size(); i++) {
            managed.get(i).split(weight, same ? route.originals().get(i).share() : 0);
        }
        managed.stream().filter(one -> dropsPin(before, one)).forEach(IstioHttpRoute::dropPin);
        // Copies could make it larger than the API server takes, and who goes back needs none: the mark alone proves
        // what is served.
        boolean copied = stamp.revert().isEmpty() || !ObjectLimits.exceeded(after);
        PinnedRoutes.insert((ArrayNode) ManagedRoutes.http(after), managed, copied, stamp);
        return after;
    }

    /**
     * Of a delegate, a route without headers has those of the route that delegates to it, and with any of its own it would lose them. And what
     * stands there empty could not be told from what is ours afterwards.
     */
    private static boolean dropsPin(ObjectNode virtualService, IstioHttpRoute route) {
        boolean inherits = Delegation.delegated(virtualService) && !route.json().has("headers");
        boolean restorable = Stream.of("/headers", "/headers/request", "/headers/request/remove")
                .map(route.json()::at)
                .noneMatch(part -> part.isContainerNode() && part.isEmpty());
        return !inherits && restorable;
    }

    /** Only what carries our mark is cleaned: once it is gone, the weights are the user's again. */
    private static VirtualServiceEdit clean(
            ObjectNode before, TrafficTarget target, TrafficTarget.Route route, Outcome outcome) {
        if (stamp(before, target.rollout()).isEmpty()) {
            return new VirtualServiceEdit(before, before, Optional.empty());
        }
        ObjectNode after = unpinned(before, target.rollout());
        List<IstioHttpRoute> managed = ManagedRoutes.in(after, target, route);
        managed.forEach(IstioHttpRoute::keepPin);
        if (outcome != Outcome.Promoted) {
            restore(managed, route.originals());
        }
        return new VirtualServiceEdit(before, after, Optional.empty());
    }

    /** Where someone has added or removed routes meanwhile, it is not known which was which: they stay as they are. */
    private static void restore(List<IstioHttpRoute> managed, List<TrafficTarget.Original> originals) {
        for (int i = 0; i < managed.size() && managed.size() == originals.size(); i++) {
            managed.get(i).restore(originals.get(i));
        }
    }

    private static ObjectNode unpinned(ObjectNode virtualService, String rollout) {
        String own = PinnedRoutes.id(rollout);
        return unpinned(virtualService, own::equals);
    }

    /** Those of other rollouts stay; one that is nobody's goes with the next write of anybody. */
    private static ObjectNode unpinned(ObjectNode virtualService, Predicate<String> owner) {
        ObjectNode copy = virtualService.deepCopy();
        if (ManagedRoutes.http(copy) instanceof ArrayNode http) {
            http.removeIf(route -> IstioHttpRoute.pinned(route)
                    && PinnedRoutes.owner(route).map(owner::test).orElse(true));
        }
        return copy;
    }
}
