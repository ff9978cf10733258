package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ManagedNamespaces;
import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.PagedInformers;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
    /** What is told when pods with gateways' labels have come or gone: policies are looked at again, and no rollout depends on it. */
    private static final Pod SOME_POD =
            new PodBuilder().withNewMetadata().endMetadata().build();

    private final GatewayPodCache census;
    private final ManagedNamespaces namespaces;
    private final ObjectInformers watches = new ObjectInformers();
    private final ObjectStore virtualServices = new ObjectStore();
    private final ObjectStore destinationRules = new ObjectStore();
    private final ObjectStore gateways = new ObjectStore();
    private final ObjectStore services = new ObjectStore();
    private final ReferenceIndex<String> byHost = new ReferenceIndex<>();
    private final DestinationIndex destinations;
    private final ForeignSenders senders;
    private final GatewayServices gatewayServices = new GatewayServices();
    private final ForeignChanges everywhere = new ForeignChanges(System::nanoTime);
    private final Map<String, AtomicLong> local = new ConcurrentHashMap<>();

    WatchedObjects(KubernetesClient client, GatewayPodCache census, ManagedNamespaces namespaces) {
        this.client = client;
        this.census = census;
        this.namespaces = namespaces;
        this.destinations = new DestinationIndex(namespaces::read, System::nanoTime);
        this.senders = new ForeignSenders(destinations, virtualServices, census.trust());
    }

    /** Starts to watch; {@code changed} is called, often and on any thread. */
    public void start(Consumer<HasMetadata> changed) {
        watch(istio(IstioResourceClient.VIRTUAL_SERVICE), GenericKubernetesResource::new, virtualServices, changed);
        watch(istio(IstioResourceClient.DESTINATION_RULE), GenericKubernetesResource::new, destinationRules, changed);
        watch(istio(IstioResourceClient.GATEWAY), GenericKubernetesResource::new, gateways, changed);
        watch(client.services(), Service::new, services, changed);
        census.start(gatewayServices::selectors, () -> changed.accept(SOME_POD));
    }

    /** Stops to watch. */
    public void stop() {
        watches.stop();
        census.stop();
    }

    /** Whether every watch goes on; one that has ended by itself never tells anything again. */
    public boolean running() {
        return census.running() && watches.running();
    }

    /**
     * Whether everything that policies of a namespace depend on has been told once; before that, what is not there may still exist. What
     * cannot be read in the namespaces of other apps keeps nobody else waiting.
     */
    public boolean synced(String namespace) {
        return watches.told(
                namespaces.all() ? "" : namespace, one -> one.equals(namespace) || one.isEmpty() || needed(one));
    }

    /** Whether a change of an object that this namespace's apps depend on would be told now. Of a watch whose connection hangs nobody knows. */
    public boolean live(String namespace) {
        Predicate<String> own = one -> one.isEmpty() || one.equals(namespace) || needed(one);
        return watches.told(namespaces.all() ? "/" : "/" + namespace, own) && watches.live(own);
    }

    private boolean needed(String namespace) {
        return namespaces.gateways().contains(namespace) || namespaces.others().contains(namespace);
    }

    /** Differs from an earlier mark when something has changed that a policy of this namespace with these VirtualServices needs. */
    public String mark(String namespace, List<String> routes) {
        return everywhere.mark() + "/" + census.mark() + "/" + count(namespace) + "/"
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
    public ManagedNamespaces namespaces() {
        return namespaces;
    }

    @Override
    public Optional<ObjectNode> virtualService(String namespace, String name) {
        return virtualServices.get(namespace, name);
    }

    @Override
    public List<ObjectNode> virtualServices(Predicate<String> asked, Function<ObjectNode, Optional<ObjectNode>> lean) {
        return virtualServices.all().flatMap(one -> lean.apply(one).stream()).toList();
    }

    @Override
    public List<ObjectNode> virtualServicesFor(Set<String> hosts) {
        return named(hosts.stream());
    }

    @Override
    public List<ObjectNode> heads(Predicate<String> hosts, int most) {
        return named(byHost.all().stream().limit(most).filter(hosts)).stream()
                .filter(one -> !ManagedRoutes.http(one).isEmpty())
                .toList();
    }

    private List<ObjectNode> named(Stream<String> hosts) {
        return hosts.flatMap(host -> byHost.of(host).stream())
                .distinct()
                .flatMap(key -> virtualServices.at(key).stream())
                .toList();
    }

    /** Hosts that some VirtualService has. */
    Set<String> hostsMentioned() {
        return byHost.all();
    }

    /**
     * The VirtualServices of other namespaces that send requests to a host as well, or to the delegate that does, as {@code namespace/name}, without
     * those of namespaces that the operator trusts. Where changes of some Gateway would not be told now, those without one count too.
     */
    public List<String> strangersTo(IstioHost host, String namespace) {
        boolean known = watches.live(_ -> true) && watches.told("*", _ -> true);
        return senders.to(host, namespace, !known);
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
        return services.get(namespace, service).map(one -> DestinationSubsets.map(one.at("/spec/selector")));
    }

    @Override
    public Optional<List<ObjectNode>> services(String namespace) {
        return namespaces.read(namespace) ? Optional.of(services.in(namespace).toList()) : Optional.empty();
    }

    /** A Service stands before the pods of every usual gateway; pods are not watched. */
    @Override
    public Set<String> homes(Map<String, String> selector, String home) {
        return gatewayServices.homes(selector, home);
    }

    @Override
    public Optional<List<GatewayPod>> pods(Map<String, String> selector, String home) {
        return census.of(selector, home);
    }

    GatewayTrust trust() {
        return census.trust();
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            istio(ResourceDefinitionContext kind) {
        return client.genericKubernetesResources(kind);
    }

    private <T extends HasMetadata, L, R extends Resource<T>> void watch(
            MixedOperation<T, L, R> all, Supplier<T> empty, ObjectStore kept, Consumer<HasMetadata> changed) {
        Consumer<HasMetadata> taken = object -> {
            guarded(object, () -> take(kept, key(object), Optional.of(ObjectStore.lean(object))));
            changed.accept(object);
        };
        Consumer<HasMetadata> gone = object -> {
            guarded(object, () -> take(kept, key(object), Optional.empty()));
            changed.accept(object);
        };
        BiConsumer<String, Informable<T>> begin = (namespace, objects) -> watches.begin(
                namespace, PagedInformers.of(objects).itemStore(ObjectStore.names(empty)), kept, taken, gone);
        if (namespaces.all()) {
            begin.accept("", all.inAnyNamespace());
        }
        namespaces.read().forEach(one -> begin.accept(one, all.inNamespace(one)));
    }

    /** An object that nobody can make sense of is nobody's but its owner's trouble. */
    private static void guarded(HasMetadata object, Runnable take) {
        UntrustedInput.read(
                () -> {
                    take.run();
                    return true;
                },
                why -> {
                    LOG.warnf("%s %s cannot be read: %s", object.getKind(), key(object), why);
                    return false;
                });
    }

    /** An object that is told again as it was, or of which only weights and pins are new, is no news to others. */
    private void take(ObjectStore kept, String key, Optional<ObjectNode> told) {
        ObjectStore.Change change = kept.put(key, told);
        Optional<ObjectNode> before = change.before();
        Optional<ObjectNode> after = change.after();
        if (before.flatMap(ObjectLimits::why).isEmpty()) {
            after.flatMap(ObjectLimits::why).ifPresent(why -> LOG.warnf("%s", why));
        }
        if (kept == virtualServices) {
            byHost.changed(key, hosts(before), hosts(after));
            destinations.sender(key, Destinations.sender(after, census.trust()));
        }
        String namespace = key.substring(0, key.indexOf('/'));
        if (kept == gateways) {
            gatewayServices.gateway(key, after);
            destinations.gateway(key, after.isPresent());
        }
        if (kept == services) {
            destinations.service(key, Destinations.of(after));
        }
        boolean ofOthers = (kept == gateways && !spec(before).equals(spec(after)))
                || (kept == virtualServices && !shape(before).equals(shape(after)))
                || (kept == services && gatewayServices.service(key, after))
                || (kept == destinationRules && gatewayServices.home(namespace));
        if (ofOthers) {
            everywhere.changed(namespace);
        }
        if (ofOthers || kept != virtualServices) {
            local.computeIfAbsent(namespace, _ -> new AtomicLong()).incrementAndGet();
        }
    }

    private static Optional<JsonNode> spec(Optional<ObjectNode> object) {
        return object.map(one -> one.path("spec"));
    }

    private static Set<String> hosts(Optional<ObjectNode> virtualService) {
        return virtualService.stream()
                .flatMap(one -> StreamSupport.stream(one.at("/spec/hosts").spliterator(), false))
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    /** What of a VirtualService others depend on: neither weights nor pinned routes, which change with every step of a rollout. */
    private static List<Object> shape(Optional<ObjectNode> virtualService) {
        return virtualService
                .map(one -> List.<Object>of(
                        one.at("/spec/hosts"),
                        one.at("/spec/gateways"),
                        one.at("/spec/exportTo"),
                        StreamSupport.stream(ManagedRoutes.http(one).spliterator(), false)
                                .filter(route -> !IstioHttpRoute.pinned(route))
                                .flatMap(route -> Stream.of(route.path("match"), route.path("delegate")))
                                .toList()))
                .orElse(List.of());
    }

    private static String key(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getNamespace(), "") + "/"
                + object.getMetadata().getName();
    }
}
