package dev.sluice.controller;

import dev.sluice.api.PolicySpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.ProbeSecrets;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.MeshInspector;
import dev.sluice.traffic.istio.TrafficSplit;
import dev.sluice.traffic.istio.WatchedObjects;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether each policy's objects would allow a release. Those of the mesh are looked at again only when one of them, or the policy, has changed;
 * Secrets, which are not watched, as often as they are read.
 */
@ApplicationScoped
public class PolicySetupCache {
    static final String READY = "ready";

    private final WatchedObjects objects;
    private final ProbeSecrets secrets;
    private final Map<String, Remembered> looks = new HashMap<>();

    public PolicySetupCache(WatchedObjects objects, ProbeSecrets secrets) {
        this.objects = objects;
        this.secrets = secrets;
    }

    /**
     * What was found.
     *
     * @param problem why no release could begin, with the cure
     * @param notes what a person should know before one
     * @param hosts the hosts that probes ask for
     * @param pending whether a Secret that probes need has yet to be read, before which no release begins
     */
    record Found(Optional<String> problem, List<String> notes, List<String> hosts, boolean pending) {
        private static final Found PENDING = new Found(Optional.empty(), List.of(), List.of(), true);

        private static Found problem(String why) {
            return new Found(Optional.of(why), List.of(), List.of(), false);
        }

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
                plan.routes().stream().map(RouteSpec::object).toList());
    }

    /** What the objects say; empty as long as they cannot be read, which is no verdict. */
    Optional<Found> of(StoredPolicy policy, PolicySpec plan) {
        ProbeSpec probe = plan.health().probe();
        if (!objects.synced(policy.namespace())) {
            return probe.headersFrom().isEmpty() ? Optional.empty() : Optional.of(Found.PENDING);
        }
        String mark = policy.generation() + "/" + mark(policy, plan);
        Remembered last = looks.get(policy.uid());
        if (last == null || !last.mark().equals(mark)) {
            last = new Remembered(mark, look(policy.namespace(), plan));
            looks.put(policy.uid(), last);
        }
        Found found = last.found();
        return Optional.of(
                found.problem().isPresent()
                        ? found
                        : switch (secrets.look(policy.namespace(), probe, found.hosts())) {
                            case SecretHeaders.Known _ -> found;
                            case SecretHeaders.Withheld withheld -> Found.problem(withheld.why());
                            case SecretHeaders.Unseen _ -> Found.PENDING;
                        });
    }

    void keep(Set<String> uids) {
        looks.keySet().retainAll(uids);
    }

    /** What makes the look itself fail stands in one of the objects. */
    private Found look(String namespace, PolicySpec plan) {
        return UntrustedInput.read(
                () -> looked(namespace, plan),
                why -> Found.problem("its VirtualServices cannot be made sense of: " + why));
    }

    private Found looked(String namespace, PolicySpec plan) {
        try {
            TrafficSplit traffic = MeshInspector.of(objects, namespace, plan);
            return new Found(
                    Optional.empty(),
                    Stream.concat(traffic.notes().stream(), plan.warnings().stream())
                            .toList(),
                    traffic.hosts(),
                    false);
        } catch (TrafficConfigException e) {
            return Found.problem(e.why());
        }
    }
}
