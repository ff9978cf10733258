package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.ManagedNamespaces;
import dev.sluice.kubernetes.ApiKind;
import dev.sluice.kubernetes.ApiReader;
import dev.sluice.kubernetes.DeadlineExceededException;
import dev.sluice.kubernetes.NotOwnerException;
import dev.sluice.kubernetes.ResponseTooLargeException;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * Istio's objects as plain JSON, so that a field which no client library knows stays as it is. A change is sent as a
 * JSON Patch of the difference alone, under the resource version that it was worked out from: the API server answers a
 * conflict when someone else was faster.
 */
@Retry(
        maxRetries = 2,
        delay = 50,
        jitter = 50,
        retryOn = KubernetesClientException.class,
        abortOn = {ApiRejectedException.class, DeadlineExceededException.class})
@ApplicationScoped
public class IstioResourceClient {
    /** How the API server knows VirtualServices. */
    public static final ResourceDefinitionContext VIRTUAL_SERVICE = istio("VirtualService", "virtualservices");

    public static final ResourceDefinitionContext DESTINATION_RULE = istio("DestinationRule", "destinationrules");
    static final ResourceDefinitionContext GATEWAY = istio("Gateway", "gateways");

    private static final PatchContext OURS = new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withFieldManager(KubernetesNames.FIELD_MANAGER)
            .build();

    /** Characters of what is kept of one list. */
    private static final long KEPT = 4L << 20;

    private final KubernetesClient client;
    private final ApiReader reads;
    private final ManagedNamespaces namespaces;
    private final ObjectMapper mapper = new ObjectMapper();

    @Inject
    IstioResourceClient(KubernetesClient client, ManagedNamespaces namespaces) {
        this.client = client;
        this.reads = new ApiReader(client);
        this.namespaces = namespaces;
    }

    /** Those of all namespaces. */
    public IstioResourceClient(KubernetesClient client) {
        this(client, ManagedNamespaces.ALL);
    }

    /** Where objects are looked for. */
    ManagedNamespaces namespaces() {
        return namespaces;
    }

    Optional<ObjectNode> get(ResourceDefinitionContext kind, String namespace, String name) {
        return get(reads, kind, namespace, name);
    }

    /** The same for those who bring users back, before all that waits to be read for the namespace. */
    Optional<ObjectNode> getUrgently(ResourceDefinitionContext kind, String namespace, String name) {
        return get(reads.urgent(), kind, namespace, name);
    }

    private Optional<ObjectNode> get(ApiReader reader, ResourceDefinitionContext kind, String namespace, String name) {
        return read(() -> reader.get(ApiKind.of(kind), namespace, name, this::json));
    }

    /**
     * The DestinationRules of a namespace.
     *
     * @param hosts for which ones; all, where it is empty
     * @throws TrafficConfigException when there is more than is looked into
     */
    public List<ObjectNode> rules(String namespace, Collection<String> hosts) {
        Kept kept = new Kept();
        Predicate<ObjectNode> asked = rule -> hosts.isEmpty()
                || hosts.stream()
                        .anyMatch(host -> IstioHost.same(rule.at("/spec/host").asText(), host, namespace));
        List<ObjectNode> rules = read(() -> reads.all(
                ApiKind.of(DESTINATION_RULE),
                namespace,
                Map.of(),
                ApiReader.Most.USUAL,
                raw -> Optional.of(ObjectLimits.bounded(json(raw)))
                        .filter(asked)
                        .filter(kept::takes)));
        if (kept.over()) {
            throw new TrafficConfigException(
                    "namespace " + namespace
                            + " has more text in its DestinationRules than is looked into (4 MiB); delete some, or make them smaller");
        }
        return rules;
    }

    /** What is too much is so when it is asked for again, too. */
    private static <T> T read(Supplier<T> request) {
        try {
            return ApiRejectedException.unless(request);
        } catch (ResponseTooLargeException e) {
            throw new TrafficConfigException(String.valueOf(e.getMessage()));
        }
    }

    /** What is kept of a list, in characters. */
    private static final class Kept {
        private long characters;

        boolean takes(ObjectNode json) {
            characters += ObjectLimits.weight(json);
            return !over();
        }

        boolean over() {
            return characters > KEPT;
        }
    }

    /**
     * The VirtualServices of all namespaces that are read.
     *
     * @param asker the namespace for which they are read
     * @param asked where it is enough to look; whoever may ask for all at once is given the rest, too
     * @param lean what is kept of each; of what others have written it has to be little
     */
    List<ObjectNode> virtualServices(
            String asker, Predicate<String> asked, Function<ObjectNode, Optional<ObjectNode>> lean) {
        ApiReader turns = new ApiReader(client, asker);
        return ApiRejectedException.unless(() -> namespaces.ofRead(asked, () -> "", one -> one).stream()
                .flatMap(namespace -> turns
                        .some(
                                ApiKind.of(VIRTUAL_SERVICE),
                                namespace,
                                Map.of(),
                                ApiReader.Most.MANY,
                                raw -> lean.apply(ObjectLimits.bounded(json(raw))))
                        .items()
                        .stream())
                .toList());
    }

    /** The labels that a Service selects; empty when there is no such Service, none when it selects nothing. */
    public Optional<Map<String, String>> selector(String namespace, String service) {
        return ApiRejectedException.unless(() -> reads.get(
                ApiKind.SERVICES,
                namespace,
                service,
                found -> Objects.requireNonNullElse(found.getSpec().getSelector(), Map.of())));
    }

    /**
     * The pods that have a Gateway's labels, in the order of their names: those that may be gateways, and some of those that may not.
     *
     * @param home the Gateway's namespace; empty for any
     */
    List<GatewayPod> pods(Map<String, String> labels, String home, GatewayTrust trust) {
        GatewayPodLists lists = new GatewayPodLists(client);
        Set<String> homes = home.isEmpty() ? trust.homes() : homes(trust, home);
        return ApiRejectedException.unless(() -> Stream.concat(
                        lists.in(homes, labels, GatewayPod::of).stream(), strangers(lists, homes, labels))
                .sorted(Comparator.comparing(GatewayPod::key))
                .toList());
    }

    /** Those labels of an app's pods that have these keys, each combination once. */
    public Set<Map<String, String>> podLabels(String namespace, Map<String, String> selector, Set<String> keys) {
        return ApiRejectedException.unless(() -> new GatewayPodLists(client).labels(namespace, selector, keys));
    }

    /** Nobody can be named where not all namespaces are read. */
    private Stream<GatewayPod> strangers(GatewayPodLists lists, Set<String> homes, Map<String, String> labels) {
        return namespaces.all() ? lists.strangers(homes, labels).stream() : Stream.empty();
    }

    /** The namespaces in which a Gateway of this one may have pods, as far as they are read; {@link GatewayPodLists#EVERY} for all. */
    Set<String> homes(GatewayTrust trust, String home) {
        return namespaces.all()
                ? trust.homes(home)
                : new TreeSet<>(namespaces.ofGateways(home, () -> GatewayPodLists.EVERY, one -> one));
    }

    /**
     * Writes the difference.
     *
     * @param may asked before each try: one that hung and is repeated must not undo what whoever acts meanwhile has written
     * @throws NotOwnerException when it may no more
     * @throws ApiRejectedException with code 409 when the object has changed since {@code before} was read
     * @throws KubernetesClientException when the API server cannot be reached or fails, three times
     */
    @Retry(
            maxRetries = 2,
            delay = 50,
            jitter = 50,
            retryOn = KubernetesClientException.class,
            abortOn = ApiRejectedException.class)
    ObjectNode patch(ResourceDefinitionContext kind, ObjectNode before, ObjectNode after, BooleanSupplier may) {
        if (!may.getAsBoolean()) {
            throw new NotOwnerException();
        }
        ArrayNode patch = JsonPatchDiff.of(before, after);
        patch.insertObject(0)
                .put("op", "replace")
                .put("path", "/metadata/resourceVersion")
                .put("value", before.at("/metadata/resourceVersion").asText());
        String namespace = before.at("/metadata/namespace").asText();
        String name = before.at("/metadata/name").asText();
        try {
            return ApiRejectedException.unless(() -> json(client.genericKubernetesResources(kind)
                    .inNamespace(namespace)
                    .withName(name)
                    .patch(OURS, patch.toString())));
        } catch (ApiRejectedException e) {
            throw !e.conflict() && changed(kind, before) ? e.asConflict() : e.ofWriting(kind.getKind() + " " + name);
        }
    }

    /**
     * Whether someone else was faster. The API server applies a patch to what stands now, and looks at the resource version
     * afterwards: where parts have come or gone meanwhile, it says that the patch does not fit instead of a conflict.
     */
    private boolean changed(ResourceDefinitionContext kind, ObjectNode before) {
        return !get(
                        kind,
                        before.at("/metadata/namespace").asText(),
                        before.at("/metadata/name").asText())
                .map(now -> now.at("/metadata/resourceVersion"))
                .equals(Optional.of(before.at("/metadata/resourceVersion")));
    }

    private ObjectNode json(GenericKubernetesResource resource) {
        return mapper.valueToTree(resource);
    }

    private static ResourceDefinitionContext istio(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("networking.istio.io")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
