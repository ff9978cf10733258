package dev.sluice.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.kubernetes.ObjectHandler;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Tells the gateway of every change of the mesh, a moment after it was made, as istiod does. Changes that come together are told together. */
final class IstioConfigWatcher implements AutoCloseable {
    private static final String ISTIO = "networking.istio.io/v1";
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("mesh").factory());
    private final SharedIndexInformer<GenericKubernetesResource> virtualServices;
    private final SharedIndexInformer<GenericKubernetesResource> destinationRules;
    private final Duration delay;
    private final Consumer<VirtualServiceRouter> told;
    private final AtomicBoolean pending = new AtomicBoolean();
    /** By kind and name, and only ever asked for by the thread that tells. */
    private Map<String, Known> known = Map.of();

    /** An object that was read once and is not read again until it changes. */
    private record Known(String version, JsonNode json) {}

    IstioConfigWatcher(KubernetesClient client, Duration delay, Consumer<VirtualServiceRouter> told) {
        this.delay = delay;
        this.told = told;
        this.virtualServices = informer(client, "VirtualService");
        this.destinationRules = informer(client, "DestinationRule");
        var changed = new ObjectHandler<GenericKubernetesResource>(_ -> changed(), _ -> changed());
        this.virtualServices.addEventHandler(changed);
        this.destinationRules.addEventHandler(changed);
    }

    @Override
    public void close() {
        later.shutdownNow();
        virtualServices.close();
        destinationRules.close();
    }

    private static SharedIndexInformer<GenericKubernetesResource> informer(KubernetesClient client, String kind) {
        return client.genericKubernetesResources(ISTIO, kind).inAnyNamespace().inform();
    }

    private void changed() {
        if (!pending.compareAndSet(false, true)) {
            return;
        }
        try {
            var _ = later.schedule(this::tell, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: nobody is left to tell.
        }
    }

    private void tell() {
        pending.set(false);
        Map<String, Known> now = new HashMap<>();
        told.accept(new VirtualServiceRouter(raw(virtualServices, now), raw(destinationRules, now)));
        known = now;
    }

    private List<JsonNode> raw(SharedIndexInformer<GenericKubernetesResource> informer, Map<String, Known> now) {
        return informer.getStore().list().stream()
                .map(object -> now.computeIfAbsent(name(object), name -> read(name, object))
                        .json())
                .toList();
    }

    private static String name(GenericKubernetesResource object) {
        return object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }

    private Known read(String name, GenericKubernetesResource object) {
        String version = object.getMetadata().getResourceVersion();
        Known before = known.get(name);
        return before != null && before.version().equals(version) ? before : new Known(version, json(object));
    }

    private static JsonNode json(GenericKubernetesResource object) {
        return Serialization.jsonMapper().valueToTree(object);
    }
}
