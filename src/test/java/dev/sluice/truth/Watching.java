package dev.sluice.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What the API server tells of one namespace's VirtualServices and Rollouts while it happens. */
final class Watching implements AutoCloseable {
    /** The states from which a rollout never comes back. */
    static final List<String> OVER = List.of("Promoted", "Reverted", "Aborted", "Superseded");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SharedIndexInformer<GenericKubernetesResource> services;
    private final SharedIndexInformer<GenericKubernetesResource> rollouts;
    private final Map<String, Collection<Moment>> weights = new ConcurrentHashMap<>();
    private final Collection<Moment> notes = new ConcurrentLinkedQueue<>();
    private final Map<String, JsonNode> met = new ConcurrentHashMap<>();

    /**
     * Something that happened.
     *
     * @param at on the clock of System.nanoTime
     * @param what a note, or green's weight
     */
    record Moment(long at, String what) {}

    Watching(KubernetesClient client, String namespace) {
        services = client.genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace(namespace)
                .inform(new Heard(
                        found -> weightsOf(found.at("/metadata/name").asText()),
                        found -> String.valueOf(green(found))));
        rollouts = client.genericKubernetesResources("sluice.dev/v1alpha1", "Rollout")
                .inNamespace(namespace)
                .inform(new Met(met));
    }

    /** Puts something into the record. */
    void note(String what) {
        notes.add(new Moment(System.nanoTime(), what));
    }

    /** What the test did. */
    List<Moment> notes() {
        return List.copyOf(notes);
    }

    /** Green's weight in the VirtualService myapp each time that it changed. */
    List<Moment> weights() {
        return weights("myapp");
    }

    List<Moment> weights(String virtualService) {
        return List.copyOf(weightsOf(virtualService));
    }

    List<Integer> steps() {
        return steps("myapp");
    }

    List<Integer> steps(String virtualService) {
        return weights(virtualService).stream()
                .map(moment -> Integer.valueOf(moment.what()))
                .toList();
    }

    /** How long the newest rollout held each stage until it entered the next, as its journal tells. */
    List<Duration> holds() {
        List<Duration> holds = new ArrayList<>();
        Optional<Instant> since = Optional.empty();
        for (JsonNode entry : newest().orElseThrow().at("/status/journal")) {
            Instant at = Instant.parse(entry.path("at").asText());
            boolean entered = entry.path("decision").asText().startsWith("Entered");
            if (entered) {
                since.ifPresent(from -> holds.add(Duration.between(from, at)));
            }
            since = entered ? Optional.empty() : since.or(() -> Optional.of(at));
        }
        return holds;
    }

    /** The state of the newest rollout; empty when there is none. */
    String state() {
        return newest().map(rollout -> rollout.at("/status/state").asText()).orElse("");
    }

    /** What the newest rollout says for people; empty when there is none. */
    String message() {
        return newest().map(rollout -> rollout.at("/status/message").asText()).orElse("");
    }

    /** State and stage of the newest rollout. */
    String stage() {
        return newest().map(
                        rollout -> state() + " " + rollout.at("/status/stage").asText())
                .orElse("none");
    }

    /** Whether the newest rollout has ended and has left the mesh. */
    boolean over() {
        return OVER.contains(state()) && !held() && pins() == 0;
    }

    int asked() {
        return newest().map(rollout -> rollout.at("/status/weightAsked").asInt())
                .orElse(0);
    }

    /** Whether the newest rollout has ever counted a hold of this stage, as its journal tells. */
    boolean held(String stage) {
        return journal().contains("Holding " + stage);
    }

    /** Whether some rollout still holds the mesh by its finalizer. */
    boolean held() {
        return rollouts().stream()
                .anyMatch(rollout -> !rollout.at("/metadata/finalizers").isEmpty());
    }

    String journal() {
        return newest().map(rollout -> rollout.at("/status/journal").toPrettyString())
                .orElse("no rollout");
    }

    /** All rollouts, oldest first. */
    List<JsonNode> rollouts() {
        List<JsonNode> all = new ArrayList<>(rollouts.getStore().list().stream()
                .<JsonNode>map(JSON::valueToTree)
                .toList());
        all.sort(Comparator.comparing(one -> one.at("/metadata/resourceVersion").asLong()));
        all.sort(Comparator.comparing(
                one -> one.at("/metadata/creationTimestamp").asText()));
        return all;
    }

    /** Every rollout that there ever was, as it was last seen. */
    List<JsonNode> met() {
        return List.copyOf(met.values());
    }

    Optional<JsonNode> newest() {
        List<JsonNode> all = rollouts();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** Routes of Sluice's own in any VirtualService. */
    long pins() {
        return services.getStore().list().stream()
                .<JsonNode>map(JSON::valueToTree)
                .flatMap(found -> StreamSupport.stream(found.at("/spec/http").spliterator(), false))
                .filter(route -> route.path("name").asText().startsWith("sluice-"))
                .count();
    }

    @Override
    public void close() {
        services.close();
        rollouts.close();
    }

    /** Green's weight in a VirtualService. */
    static int green(GenericKubernetesResource virtualService) {
        return green(JSON.<JsonNode>valueToTree(virtualService));
    }

    private Collection<Moment> weightsOf(String virtualService) {
        return weights.computeIfAbsent(virtualService, name -> new ConcurrentLinkedQueue<>());
    }

    /** Green's weight in the users' route. */
    private static int green(JsonNode virtualService) {
        return StreamSupport.stream(virtualService.at("/spec/http").spliterator(), false)
                .filter(route -> !route.path("name").asText().startsWith("sluice-"))
                .flatMap(route -> StreamSupport.stream(route.path("route").spliterator(), false)
                        .filter(to -> to.at("/destination/subset").asText().equals("v2"))
                        .map(to -> to.path("weight").asInt(100)))
                .findFirst()
                .orElse(0);
    }

    /** Keeps what differs from the last. */
    private record Heard(Function<JsonNode, Collection<Moment>> place, Function<JsonNode, String> read)
            implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource found) {
            JsonNode json = JSON.valueToTree(found);
            String now = read.apply(json);
            Collection<Moment> into = place.apply(json);
            List<Moment> before = List.copyOf(into);
            if (before.isEmpty() || !before.getLast().what().equals(now)) {
                into.add(new Moment(System.nanoTime(), now));
            }
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource found) {
            onAdd(found);
        }

        @Override
        public void onDelete(GenericKubernetesResource found, boolean unknown) {
            // Nothing to keep.
        }
    }

    /** Keeps the last that was seen of each. */
    private record Met(Map<String, JsonNode> into) implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource found) {
            into.put(found.getMetadata().getUid(), JSON.valueToTree(found));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource found) {
            onAdd(found);
        }

        @Override
        public void onDelete(GenericKubernetesResource found, boolean unknown) {
            onAdd(found);
        }
    }
}
