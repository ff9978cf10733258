package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.kubernetes.ApiKind;
import dev.sluice.kubernetes.ApiReader;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What one look at an app's gateways reads: each thing once, however often VirtualServices name it, and nothing more when it has taken too
 * long. Whoever names many gateways is late himself, and holds up nobody. Not for several threads.
 */
final class GatewayDiscovery {
    static final Duration LONGEST = Duration.ofSeconds(20);

    private final GatewayPodLists lists;
    private final ApiReader reads;
    private final MeshObjects objects;
    private final boolean everywhere;
    private final long end;
    private final Map<String, ObjectNode> gateways = new HashMap<>();
    private final Map<Map.Entry<Map<String, String>, Set<String>>, List<Pod>> pods = new HashMap<>();
    private final Map<Map.Entry<Map<String, String>, Set<String>>, List<GatewayPod>> strangers = new HashMap<>();
    private final Map<String, List<Service>> services = new HashMap<>();

    /** @param asker the namespace for whose app it looks */
    GatewayDiscovery(KubernetesClient client, MeshObjects objects, String asker, Duration longest) {
        this.lists = new GatewayPodLists(client, asker);
        this.reads = new ApiReader(client, asker);
        this.objects = objects;
        this.everywhere = objects.namespaces().all();
        this.end = System.nanoTime() + longest.toNanos();
    }

    /**
     * A Gateway.
     *
     * @param from the namespace of the VirtualService that names it
     * @throws TrafficConfigException when there is none, or one that is too large to be looked into
     * @throws KubernetesClientException when the API server does not tell, or the look has taken too long
     */
    ObjectNode gateway(String name, String from) {
        return once(gateways, ListenerHost.full(name, from), _ -> IstioGatewayLocator.gateway(objects, name, from));
    }

    /** The pods with these labels in some namespaces, without what no endpoint needs. */
    List<Pod> pods(Map<String, String> labels, Set<String> namespaces) {
        return once(pods, Map.entry(labels, namespaces), _ -> lists.in(namespaces, labels, GatewayPodLists::slim));
    }

    /** Some of those in other namespaces; none where they cannot be asked for, since they are only named. */
    List<GatewayPod> strangers(Map<String, String> labels, Set<String> namespaces) {
        if (!everywhere) {
            return List.of();
        }
        return once(strangers, Map.entry(labels, namespaces), _ -> {
            try {
                return lists.strangers(namespaces, labels);
            } catch (KubernetesClientException e) {
                return List.of();
            }
        });
    }

    List<Service> services(String namespace) {
        return once(
                services,
                namespace,
                there -> reads.all(
                        ApiKind.SERVICES,
                        there,
                        Map.of(),
                        ApiReader.Most.USUAL,
                        one -> Optional.of(GatewayListener.lean(one))));
    }

    private <K, V> V once(Map<K, V> known, K key, Function<K, V> read) {
        if (System.nanoTime() - end > 0) {
            throw new KubernetesClientException("the gateways took too long to be looked at; have fewer of them");
        }
        V found = known.get(key);
        if (found == null) {
            found = read.apply(key);
            known.put(key, found);
        }
        return found;
    }
}
