package dev.sluice.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.kubernetes.ObjectHandler;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What the API server tells of Rollouts and VirtualServices while it happens. */
final class ScaleWatch implements AutoCloseable {
    private static final Set<String> ON_ITS_WAY = Set.of("", "Preparing", "Shifting");

    private final SharedIndexInformer<GenericKubernetesResource> rollouts;
    private final SharedIndexInformer<GenericKubernetesResource> services;
    private final Map<String, CompletableFuture<Long>> awaited = new ConcurrentHashMap<>();

    ScaleWatch(KubernetesClient client) {
        this.rollouts = client.genericKubernetesResources("sluice.dev/v1alpha1", "Rollout")
                .inAnyNamespace()
                .inform();
        this.services = client.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inAnyNamespace()
                .inform(new ObjectHandler<GenericKubernetesResource>(this::moved, _ -> {}));
    }

    /** Whether so many rollouts, those of these apps not counted, have come to their step, or have left it again. */
    boolean arrived(int active, Set<String> broken) {
        List<JsonNode> others = all(broken).toList();
        return others.size() == active && others.stream().noneMatch(ScaleWatch::onItsWay);
    }

    /** What those are at that do not hold their step, those of these apps not counted; a line for each. */
    List<String> elsewhere(Set<String> broken) {
        return all(broken)
                .filter(rollout -> !(state(rollout).equals("Holding") && asked(rollout) > 0))
                .map(rollout -> rollout.at("/metadata/name").asText() + " is " + state(rollout) + ": "
                        + rollout.at("/status/message").asText())
                .sorted()
                .toList();
    }

    /** Does something to an app and tells after how many milliseconds its VirtualService sends nobody to v2; empty when not in time. */
    OptionalDouble untilBack(String app, Duration patience, Runnable deed) {
        CompletableFuture<Long> back = new CompletableFuture<>();
        awaited.put(app, back);
        long begun = System.nanoTime();
        deed.run();
        try {
            long done = back.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return OptionalDouble.of((done - begun) / (double) TimeUnit.MILLISECONDS.toNanos(1));
        } catch (TimeoutException _) {
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            awaited.remove(app);
        }
    }

    @Override
    public void close() {
        services.close();
        rollouts.close();
    }

    private Stream<JsonNode> all(Set<String> broken) {
        return rollouts.getStore().list().stream()
                .filter(rollout -> !broken.contains(rollout.getMetadata().getNamespace()))
                .map(object -> Serialization.jsonMapper().valueToTree(object));
    }

    private static boolean onItsWay(JsonNode rollout) {
        return ON_ITS_WAY.contains(state(rollout)) || state(rollout).equals("Holding") && asked(rollout) == 0;
    }

    private static String state(JsonNode rollout) {
        return rollout.at("/status/state").asText();
    }

    private static int asked(JsonNode rollout) {
        return rollout.at("/status/weightAsked").asInt();
    }

    private void moved(GenericKubernetesResource service) {
        CompletableFuture<Long> back = awaited.get(service.getMetadata().getName());
        if (back != null && green(Serialization.jsonMapper().valueToTree(service)) == 0) {
            back.complete(System.nanoTime());
        }
    }

    /** The weight of v2 where users go: on the last route, behind those of the probes. */
    static int green(JsonNode service) {
        JsonNode routes = service.at("/spec/http");
        return routes.path(routes.size() - 1)
                .path("route")
                .valueStream()
                .filter(one -> one.at("/destination/subset").asText().equals("v2"))
                .mapToInt(one -> one.path("weight").asInt())
                .sum();
    }
}
