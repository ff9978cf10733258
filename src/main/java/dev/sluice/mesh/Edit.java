package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Target;
import dev.sluice.rollout.Weight;
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
record Edit(ObjectNode before, ObjectNode after, Optional<Stamp> stamp) {
    boolean needed() {
        return !before.equals(after);
    }

    /**
     * Works out the edit.
     *
     * @param nonce tells this write from earlier ones; asked only when something is to be written
     * @throws Obstacle when the VirtualService does not allow it
     */
    static Edit of(ObjectNode before, Target target, Target.Route route, MeshGoal goal, Supplier<String> nonce) {
        return switch (goal) {
            case MeshGoal.Untouched _ -> untouched(before, target, route);
            case MeshGoal.Split split -> stamped(before, target, route, goal, split.weight(), nonce);
            case MeshGoal.Back _ -> stamped(before, target, route, goal, Weight.NONE, nonce);
            case MeshGoal.Clean clean -> clean(before, target, route, clean.outcome());
        };
    }

    /** The mark of a rollout that a VirtualService carries; others leave theirs beside it. */
    static Optional<Stamp> stamp(JsonNode virtualService, String rollout) {
        return StreamSupport.stream(Managed.http(virtualService).spliterator(), false)
                .filter(route -> Pins.owner(route).equals(Optional.of(Pins.id(rollout))))
                .flatMap(route -> Pins.stamp(route).stream())
                .filter(stamp -> stamp.rollout().equals(rollout))
                .findFirst();
    }

    /** What becomes of a VirtualService without the pinned routes of rollouts that are no more. */
    static Edit swept(ObjectNode before, Set<String> rollouts) {
        Set<String> alive = rollouts.stream().map(Pins::id).collect(Collectors.toSet());
        return new Edit(before, unpinned(before, owner -> !alive.contains(owner)), Optional.empty());
    }

    private static Edit untouched(ObjectNode before, Target target, Target.Route route) {
        Managed.of(before, target, route);
        return new Edit(before, before, Optional.empty());
    }

    /** A mark that is there already stays, or every look would be a write. */
    private static Edit stamped(
            ObjectNode before,
            Target target,
            Target.Route route,
            MeshGoal goal,
            Weight weight,
            Supplier<String> nonce) {
        Optional<Stamp> present = stamp(before, target.rollout()).filter(stamp -> stamp.marks(target.rollout(), goal));
        if (present.isPresent()
                && split(before, target, route, weight, present.get()).equals(before)) {
            return new Edit(before, before, present);
        }
        Stamp fresh = new Stamp(target.rollout(), Stamp.label(goal), nonce.get());
        return new Edit(before, split(before, target, route, weight, fresh), Optional.of(fresh));
    }

    private static ObjectNode split(ObjectNode before, Target target, Target.Route route, Weight weight, Stamp stamp) {
        ObjectNode after = unpinned(before, target.rollout());
        List<HttpRoute> managed =
                stamp.revert().isPresent() ? Managed.left(after, target, route) : Managed.of(after, target, route);
        boolean same = managed.size() == route.originals().size();
        for (int i = 0; i < managed.size(); i++) {
            managed.get(i).split(weight, same ? route.originals().get(i).share() : 0);
        }
        managed.stream().filter(one -> dropsPin(before, one)).forEach(HttpRoute::dropPin);
        // Copies could make it larger than the API server takes, and who goes back needs none: the mark alone proves
        // what is served.
        boolean copied = stamp.revert().isEmpty() || !Bounds.exceeded(after);
        Pins.insert((ArrayNode) Managed.http(after), managed, copied, stamp);
        return after;
    }

    /**
     * Of a delegate, a route without headers has those of the route that delegates to it, and with any of its own it would lose them. And what
     * stands there empty could not be told from what is ours afterwards.
     */
    private static boolean dropsPin(ObjectNode virtualService, HttpRoute route) {
        boolean inherits = Delegation.delegated(virtualService) && !route.json().has("headers");
        boolean restorable = Stream.of("/headers", "/headers/request", "/headers/request/remove")
                .map(route.json()::at)
                .noneMatch(part -> part.isContainerNode() && part.isEmpty());
        return !inherits && restorable;
    }

    /** Only what carries our mark is cleaned: once it is gone, the weights are the user's again. */
    private static Edit clean(ObjectNode before, Target target, Target.Route route, Outcome outcome) {
        if (stamp(before, target.rollout()).isEmpty()) {
            return new Edit(before, before, Optional.empty());
        }
        ObjectNode after = unpinned(before, target.rollout());
        List<HttpRoute> managed = Managed.in(after, target, route);
        managed.forEach(HttpRoute::keepPin);
        if (outcome != Outcome.Promoted) {
            restore(managed, route.originals());
        }
        return new Edit(before, after, Optional.empty());
    }

    /** Where someone has added or removed routes meanwhile, it is not known which was which: they stay as they are. */
    private static void restore(List<HttpRoute> managed, List<Target.Original> originals) {
        for (int i = 0; i < managed.size() && managed.size() == originals.size(); i++) {
            managed.get(i).restore(originals.get(i));
        }
    }

    private static ObjectNode unpinned(ObjectNode virtualService, String rollout) {
        String own = Pins.id(rollout);
        return unpinned(virtualService, own::equals);
    }

    /** Those of other rollouts stay; one that is nobody's goes with the next write of anybody. */
    private static ObjectNode unpinned(ObjectNode virtualService, Predicate<String> owner) {
        ObjectNode copy = virtualService.deepCopy();
        if (Managed.http(copy) instanceof ArrayNode http) {
            http.removeIf(route -> HttpRoute.pinned(route)
                    && Pins.owner(route).map(owner::test).orElse(true));
        }
        return copy;
    }
}
