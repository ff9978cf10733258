package dev.sluice.controller;

import dev.sluice.mesh.Inspection;
import dev.sluice.mesh.Obstacle;
import dev.sluice.mesh.WatchedObjects;
import dev.sluice.policy.PolicySpec;
import dev.sluice.policy.RouteSpec;
import dev.sluice.policy.Untrusted;
import dev.sluice.store.StoredPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether each policy's objects would allow a release. Looked at again only when one of them, or the policy, has changed. */
@ApplicationScoped
class Setups {
    static final String READY = "ready";

    private final WatchedObjects objects;
    private final Map<String, Remembered> looks = new HashMap<>();

    Setups(WatchedObjects objects) {
        this.objects = objects;
    }

    /**
     * What was found.
     *
     * @param problem why no release could begin, with the cure
     * @param notes what a person should know before one
     */
    record Found(Optional<String> problem, List<String> notes) {
        /** Of a policy that can be used. */
        String words() {
            return notes.isEmpty() ? READY : READY + "; " + String.join("; ", notes);
        }
    }

    private record Remembered(String mark, Found found) {}

    /** Differs from an earlier one when something has changed that the policy's releases depend on. */
    String mark(StoredPolicy policy, PolicySpec plan) {
        return objects.mark(
                policy.namespace(),
                plan.routes().stream().map(RouteSpec::virtualService).toList());
    }

    /** What the objects say; empty as long as they cannot be read, which is no verdict. */
    Optional<Found> of(StoredPolicy policy, PolicySpec plan) {
        if (!objects.synced(policy.namespace())) {
            return Optional.empty();
        }
        String mark = policy.generation() + "/" + mark(policy, plan);
        Remembered last = looks.get(policy.uid());
        if (last == null || !last.mark().equals(mark)) {
            last = new Remembered(mark, look(policy.namespace(), plan));
            looks.put(policy.uid(), last);
        }
        return Optional.of(last.found());
    }

    void keep(Set<String> uids) {
        looks.keySet().retainAll(uids);
    }

    /** What makes the look itself fail stands in one of the objects. */
    private Found look(String namespace, PolicySpec plan) {
        return Untrusted.read(
                () -> looked(namespace, plan),
                why -> new Found(Optional.of("its VirtualServices cannot be made sense of: " + why), List.of()));
    }

    private Found looked(String namespace, PolicySpec plan) {
        try {
            return new Found(
                    Optional.empty(), Inspection.of(objects, namespace, plan).notes());
        } catch (Obstacle e) {
            return new Found(Optional.of(e.why()), List.of());
        }
    }
}
