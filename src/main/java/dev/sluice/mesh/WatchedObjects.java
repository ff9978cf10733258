package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.Untrusted;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * The objects as the API server has told of them by itself. Every object is read once, when it changes, so that to look at an idle policy
 * again costs nothing as long as nothing of what it needs has changed.
 */
@ApplicationScoped
public class WatchedObjects implements MeshObjects {
    private static final Logger LOG = Logger.getLogger(WatchedObjects.class);

    private final KubernetesClient client;
    private final GatewayCensus census;
    private final ObjectMapper mapper = new ObjectMapper();
    private final KeptObjects virtualServices = new KeptObjects();
    private final KeptObjects destinationRules = new KeptObjects();
    private final KeptObjects gateways = new KeptObjects();
    private final KeptObjects services = new KeptObjects();
    private final Map<String, Set<String>> byHost = new ConcurrentHashMap<>();
    /** Those that any Gateway ever had. */
    private final Set<Map<String, String>> selectors = ConcurrentHashMap.newKeySet();

    private final Map<Map<String, String>, Set<String>> homes = new ConcurrentHashMap<>();
    private final AtomicLong everywhere = new AtomicLong();
    private final Map<String, AtomicLong> local = new ConcurrentHashMap<>();
    private volatile Map<SharedIndexInformer<?>, KeptObjects> informers = Map.of();
    private volatile boolean told;

    WatchedObjects(KubernetesClient client, GatewayCensus census) {
        this.client = client;
        this.census = census;
    }

    /** Starts to watch; {@code changed} is called, often and on any thread. */
    public void start(Consumer<HasMetadata> changed) {
        informers = Map.of(
                watch(Documents.VIRTUAL_SERVICE, virtualServices, changed),
                virtualServices,
                watch(Documents.DESTINATION_RULE, destinationRules, changed),
                destinationRules,
                watch(Documents.GATEWAY, gateways, changed),
                gateways,
                begun(client.services().inAnyNamespace().runnableInformer(0), services, changed),
                services);
        census.start();
    }

    /** Stops to watch. */
    public void stop() {
        informers.keySet().forEach(SharedIndexInformer::stop);
        census.stop();
    }

    /** Whether every watch goes on; one that has ended by itself never tells anything again. */
    public boolean running() {
        return informers.keySet().stream()
                .noneMatch(informer -> informer.stopped().toCompletableFuture().isDone());
    }

    /** Whether everything has been told once; before that, what is not there may still exist. */
    public boolean synced() {
        told = told || (!informers.isEmpty() && informers.entrySet().stream().allMatch(WatchedObjects::told));
        return told;
    }

    /** An informer has listed everything before its handler was told of it. */
    private static boolean told(Map.Entry<SharedIndexInformer<?>, KeptObjects> one) {
        return one.getKey().hasSynced()
                && one.getKey().getStore().listKeys().stream()
                        .allMatch(key -> one.getValue().at(key).isPresent());
    }

    /** Differs from an earlier mark when something has changed that a policy of this namespace with these VirtualServices needs. */
    public String mark(String namespace, List<String> routes) {
        return everywhere.get() + "/" + census.mark() + "/" + count(namespace) + "/"
                + routes.stream()
                        .map(name -> virtualService(namespace, name)
                                .map(one -> one.at("/metadata/resourceVersion").asText())
                                .orElse("-"))
                        .collect(Collectors.joining("/"));
    }

    private long count(String namespace) {
        AtomicLong count = local.get(namespace);
        return count == null ? 0 : count.get();
    }

    @Override
    public Optional<ObjectNode> virtualService(String namespace, String name) {
        return virtualServices.get(namespace, name);
    }

    @Override
    public List<ObjectNode> virtualServices() {
        return virtualServices.all().toList();
    }

    @Override
    public List<ObjectNode> virtualServicesFor(String host) {
        return byHost.getOrDefault(host, Set.of()).stream()
                .flatMap(key -> virtualServices.at(key).stream())
                .toList();
    }

    @Override
    public List<ObjectNode> destinationRules(String namespace) {
        return destinationRules.in(namespace).toList();
    }

    @Override
    public Optional<ObjectNode> gateway(String namespace, String name) {
        return gateways.get(namespace, name);
    }

    @Override
    public Optional<Map<String, String>> selector(String namespace, String service) {
        return services.get(namespace, service).map(WatchedObjects::selector);
    }

    /** A Service stands before the pods of every usual gateway; pods are not watched. */
    @Override
    public Set<String> homes(Map<String, String> selector) {
        return homes.computeIfAbsent(
                selector,
                wanted -> services.all()
                        .filter(service -> selector(service).entrySet().containsAll(wanted.entrySet()))
                        .map(service -> service.at("/metadata/namespace").asText())
                        .collect(Collectors.toSet()));
    }

    @Override
    public Optional<List<GatewayPod>> pods(Map<String, String> selector) {
        return census.of(selector);
    }

    GatewayTrust trust() {
        return census.trust();
    }

    private static Map<String, String> selector(JsonNode service) {
        return Subsets.map(service.at("/spec/selector"));
    }

    private SharedIndexInformer<?> watch(
            ResourceDefinitionContext kind, KeptObjects kept, Consumer<HasMetadata> changed) {
        return begun(client.genericKubernetesResources(kind).inAnyNamespace().runnableInformer(0), kept, changed);
    }

    private <T extends HasMetadata> SharedIndexInformer<T> begun(
            SharedIndexInformer<T> informer, KeptObjects kept, Consumer<HasMetadata> changed) {
        informer.addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T added) {
                guarded(added, () -> take(kept, key(added), json(added)));
                changed.accept(added);
            }

            @Override
            public void onUpdate(T before, T after) {
                guarded(after, () -> take(kept, key(after), json(after)));
                changed.accept(after);
            }

            @Override
            public void onDelete(T gone, boolean unknown) {
                guarded(gone, () -> take(kept, key(gone), Optional.empty()));
                changed.accept(gone);
            }
        });
        informer.exceptionHandler((started, error) -> {
            LOG.warnf("a watch broke and is tried again: %s", error.getMessage());
            return true;
        });
        informer.start();
        return informer;
    }

    /** An object that nobody can make sense of is nobody's but its owner's trouble. */
    private static void guarded(HasMetadata object, Runnable take) {
        Untrusted.read(
                () -> {
                    take.run();
                    return true;
                },
                why -> {
                    LOG.warnf("%s %s cannot be read: %s", object.getKind(), key(object), why);
                    return false;
                });
    }

    private Optional<ObjectNode> json(HasMetadata object) {
        return Optional.of(Untrusted.read(() -> tree(object), why -> {
            LOG.warnf("%s %s cannot be read: %s", object.getKind(), key(object), why);
            ObjectNode bare = mapper.createObjectNode();
            bare.putObject("metadata")
                    .put("namespace", object.getMetadata().getNamespace())
                    .put("name", object.getMetadata().getName())
                    .put("resourceVersion", object.getMetadata().getResourceVersion());
            return bare;
        }));
    }

    private ObjectNode tree(HasMetadata object) {
        ObjectNode json = mapper.valueToTree(object);
        json.withObject("/metadata").remove("managedFields");
        if (object instanceof Service) {
            json.remove("status");
            return json;
        }
        return Bounds.bounded(json);
    }

    /** An object that is told again as it was, or of which only weights and pins are new, is no news to others. */
    private void take(KeptObjects kept, String key, Optional<ObjectNode> after) {
        Optional<ObjectNode> before = kept.put(key, after);
        if (before.flatMap(Bounds::why).isEmpty()) {
            after.flatMap(Bounds::why).ifPresent(why -> LOG.warnf("%s", why));
        }
        if (kept == virtualServices) {
            hosts(before).forEach(host -> byHost.computeIfPresent(host, (_, keys) -> without(keys, key)));
            hosts(after)
                    .forEach(host -> byHost.computeIfAbsent(host, _ -> ConcurrentHashMap.newKeySet())
                            .add(key));
        }
        String namespace = key.substring(0, key.indexOf('/'));
        boolean ofOthers = kept == gateways
                || (kept == virtualServices && !shape(before).equals(shape(after)))
                || (kept == services && (isGateway(before) || isGateway(after)))
                || (kept == destinationRules && isHome(namespace));
        if (kept == gateways) {
            after.ifPresent(gateway -> selectors.add(Subsets.map(gateway.at("/spec/selector"))));
        }
        if (ofOthers) {
            homes.clear();
            everywhere.incrementAndGet();
        } else if (kept != virtualServices) {
            local.computeIfAbsent(namespace, _ -> new AtomicLong()).incrementAndGet();
        }
    }

    private static Set<String> without(Set<String> keys, String key) {
        keys.remove(key);
        return keys;
    }

    /** Whether some Gateway's pods are those of a Service. */
    private boolean isGateway(Optional<ObjectNode> service) {
        return service.map(WatchedObjects::selector)
                .filter(selector -> selectors.stream()
                        .anyMatch(wanted ->
                                !wanted.isEmpty() && selector.entrySet().containsAll(wanted.entrySet())))
                .isPresent();
    }

    private boolean isHome(String namespace) {
        return services.in(namespace).anyMatch(service -> isGateway(Optional.of(service)));
    }

    private static Stream<String> hosts(Optional<ObjectNode> virtualService) {
        return virtualService.stream()
                .flatMap(one -> StreamSupport.stream(one.at("/spec/hosts").spliterator(), false))
                .map(JsonNode::asText);
    }

    /** What of a VirtualService others depend on: neither weights nor pinned routes, which change with every step of a rollout. */
    private static List<Object> shape(Optional<ObjectNode> virtualService) {
        return virtualService
                .map(one -> List.<Object>of(
                        one.at("/spec/hosts"),
                        one.at("/spec/gateways"),
                        one.at("/spec/exportTo"),
                        StreamSupport.stream(Managed.http(one).spliterator(), false)
                                .filter(route -> !HttpRoute.pinned(route))
                                .flatMap(route -> Stream.of(route.path("match"), route.path("delegate")))
                                .toList()))
                .orElse(List.of());
    }

    private static String key(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getNamespace(), "") + "/"
                + object.getMetadata().getName();
    }
}
