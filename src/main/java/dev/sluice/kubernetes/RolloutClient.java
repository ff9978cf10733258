package dev.sluice.kubernetes;

import dev.sluice.api.UntrustedInput;
import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Rollouts in the cluster. */
@ApplicationScoped
public class RolloutClient {
    static final String POLICY_LABEL = "sluice.dev/policy";
    private static final int NOT_FOUND = 404;

    /** Of Rollouts whose names are asked for; with who wrote which field, the metadata of one has some thousand characters. */
    private static final ApiReader.Most NAMED = new ApiReader.Most(2_000, 16L << 20);

    private static final ApiKind<GenericKubernetesResource> KIND = ApiKind.of(CrdContexts.ROLLOUT);

    private final KubernetesClient client;
    private final ApiReader reads;
    private final WritePermit permit;

    @Inject
    RolloutClient(KubernetesClient client) {
        this(client, WritePermit.ALWAYS);
    }

    private RolloutClient(KubernetesClient client, WritePermit permit) {
        this.client = client;
        this.reads = new ApiReader(client);
        this.permit = permit;
    }

    /** The same, for somebody who has to stop: it is asked, of the namespace, before every request that writes, repeated ones too. */
    public RolloutClient asLongAs(Predicate<String> may) {
        return new RolloutClient(client, new WritePermit(may));
    }

    /** Reads a resource; empty when it is not of the form that Sluice writes. */
    public static Optional<StoredRollout> read(GenericKubernetesResource raw) {
        return StoredRollout.of(raw);
    }

    /** Whether something of a Rollout that {@link #read} does not read may be in the mesh: it is held, and a state was recorded. */
    public static boolean mayHoldMesh(GenericKubernetesResource raw) {
        return holds(raw)
                && UntrustedInput.read(
                        () -> JsonMappers.tree(raw).at("/status/state").isTextual(), _ -> true);
    }

    /** Whether a Rollout that {@link #read} does not read has another plan than that with which it began. */
    public static boolean planChanged(GenericKubernetesResource raw) {
        return StoredRollout.changed(raw);
    }

    /** The Service of another namespace that a Rollout moves which {@link #read} does not read for that; empty where it is for another reason. */
    public static Optional<String> foreignHost(GenericKubernetesResource raw) {
        return StoredRollout.foreignHost(raw);
    }

    /** Whether a Rollout that {@link #read} does not read cannot vanish by itself. */
    public static boolean holds(GenericKubernetesResource raw) {
        return raw.getMetadata().getFinalizers().contains(StoredRollout.FINALIZER);
    }

    /** The policy whose releases wait for a Rollout that {@link #read} does not read. */
    public static Optional<String> policyOf(GenericKubernetesResource raw) {
        return Optional.ofNullable(raw.getMetadata().getLabels()).map(labels -> labels.get(POLICY_LABEL));
    }

    /** Says in the status of a Rollout that nobody carries that nothing is done for it; all else in it stays. */
    public void stall(GenericKubernetesResource seen, String reason, String why, Instant at) {
        fresh(seen.getMetadata().getNamespace(), seen.getMetadata().getName()).ifPresent(raw -> {
            Map<String, Object> status = new LinkedHashMap<>();
            if (raw.getAdditionalProperties().get("status") instanceof Map<?, ?> known) {
                known.forEach((key, value) -> status.put(String.valueOf(key), value));
            }
            status.put("message", why);
            status.put("conditions", List.of(JsonMappers.map(Conditions.of("Stalled", true, reason, why, null, at))));
            raw.getAdditionalProperties().put("status", status);
            permit.check(seen.getMetadata().getNamespace());
            client.genericKubernetesResources(CrdContexts.ROLLOUT)
                    .inNamespace(seen.getMetadata().getNamespace())
                    .resource(raw)
                    .updateStatus();
        });
    }

    /** Lets a Rollout go that cannot be read and of which nothing is in the mesh. */
    public void release(GenericKubernetesResource seen) {
        fresh(seen.getMetadata().getNamespace(), seen.getMetadata().getName()).ifPresent(raw -> {
            letGo(raw);
            permit.check(seen.getMetadata().getNamespace());
            client.genericKubernetesResources(CrdContexts.ROLLOUT)
                    .inNamespace(seen.getMetadata().getNamespace())
                    .resource(raw)
                    .update();
        });
    }

    /** Asks the API server for a Rollout; empty when it is gone, or when there can be none of that name. */
    public Optional<StoredRollout> get(String namespace, String name) {
        return fresh(namespace, name).flatMap(StoredRollout::of);
    }

    /** The same, before all else that waits to be read for its namespace: its traffic may be on its way. */
    public Optional<StoredRollout> getUrgently(String namespace, String name) {
        return reads.urgent().get(KIND, namespace, name, raw -> raw).flatMap(StoredRollout::of);
    }

    private Optional<GenericKubernetesResource> fresh(String namespace, String name) {
        return reads.get(KIND, namespace, name, raw -> raw);
    }

    /** Asks the API server for all Rollouts of all namespaces, without their recordings. */
    public List<StoredRollout> all() {
        return list("", Map.of());
    }

    /**
     * A Rollout as it was at some time.
     *
     * @param name its name
     * @param uid of one that was made anew under the same name, another
     * @param version changes with each write
     */
    public record Version(String name, String uid, String version) {
        /** The one of a resource. */
        public static Version of(GenericKubernetesResource raw) {
            ObjectMeta metadata = raw.getMetadata();
            return new Version(
                    metadata.getName(),
                    String.valueOf(metadata.getUid()),
                    String.valueOf(metadata.getResourceVersion()));
        }
    }

    /**
     * Asks the API server which Rollouts there are in a namespace, and for nothing else of them: the first thousands of their names.
     *
     * @param policy whose; empty for all
     */
    public ApiReader.Batch<Version> versions(String namespace, Optional<String> policy) {
        return reads.some(
                KIND.metadata(),
                namespace,
                policy.map(one -> Map.of(POLICY_LABEL, one)).orElse(Map.of()),
                NAMED,
                raw -> Optional.of(Version.of(raw)));
    }

    /**
     * Asks the API server for all Rollouts of a policy, without their recordings.
     *
     * @throws dev.sluice.kubernetes.ResponseTooLargeException when the policy has more Rollouts than can be looked through
     */
    public List<StoredRollout> of(String namespace, String policy) {
        return list(namespace, Map.of(POLICY_LABEL, policy));
    }

    private List<StoredRollout> list(String namespace, Map<String, String> labels) {
        return reads.all(
                KIND,
                namespace,
                labels,
                ApiReader.Most.MANY,
                raw -> StoredRollout.of(LeanResource.withoutRecording(raw)));
    }

    /** Creates a Rollout under its policy; does nothing when one of that name is there. */
    public void create(StoredPolicy policy, String name, RolloutSpec spec) {
        GenericKubernetesResource rollout = new GenericKubernetesResourceBuilder()
                .withApiVersion(CrdContexts.API_VERSION)
                .withKind("Rollout")
                .withNewMetadata()
                .withName(name)
                .withNamespace(policy.namespace())
                .withFinalizers(StoredRollout.FINALIZER)
                .withLabels(Map.of(POLICY_LABEL, policy.name()))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(CrdContexts.API_VERSION)
                        .withKind("RolloutPolicy")
                        .withName(policy.name())
                        .withUid(policy.uid())
                        .withController(true)
                        .build())
                .endMetadata()
                .addToAdditionalProperties("spec", JsonMappers.map(spec))
                .build();
        permit.check(policy.namespace());
        try {
            client.genericKubernetesResources(CrdContexts.ROLLOUT)
                    .inNamespace(policy.namespace())
                    .resource(rollout)
                    .create();
        } catch (KubernetesClientException e) {
            if (!ConflictRetry.conflict(e)) {
                throw e;
            }
        }
    }

    /**
     * Records a state. Users change the spec meanwhile, which is no conflict; a status that is not the one written last
     * is: then another controller has taken over.
     *
     * @throws ConflictingWriterException when someone else has written the status
     * @throws RolloutDeletedException when the Rollout is gone, finalizer or not
     * @throws PlanChangedException when someone has changed the plan
     * @throws KubernetesClientException when the API server does not take it
     */
    public StoredRollout record(
            StoredRollout known, RolloutStatusUpdate report, Optional<JournalEntry> entry, Instant at) {
        StoredRollout seen = known.lean() ? whole(known) : known;
        RolloutStatus status = report.after(seen, entry, at);
        try {
            return ConflictRetry.USUAL.run(attempt -> {
                StoredRollout base = attempt == 1 ? seen : whole(known);
                return write(
                        base,
                        new GenericKubernetesResourceBuilder(base.raw())
                                .addToAdditionalProperties("status", JsonMappers.map(status))
                                .build(),
                        Resource::updateStatus);
            });
        } catch (KubernetesClientException e) {
            throw e.getCode() == NOT_FOUND ? new RolloutDeletedException(known.key()) : e;
        }
    }

    private StoredRollout whole(StoredRollout known) {
        GenericKubernetesResource raw =
                fresh(known.namespace(), known.name()).orElseThrow(() -> new RolloutDeletedException(known.key()));
        StoredRollout fresh = kept(known, raw);
        fresh.mustContinue(known);
        return fresh;
    }

    /** One that cannot be read is there all the same. */
    private static StoredRollout kept(StoredRollout known, GenericKubernetesResource raw) {
        known.mustKeepPlan(raw);
        return StoredRollout.of(raw)
                .orElseThrow(() -> new ConflictingWriterException("someone else has written " + known.key()));
    }

    /**
     * Records how a Rollout ended in which somebody has written another plan, by that with which it began, and lets it go: nothing of it is in the mesh
     * any more. Does nothing when it is gone.
     *
     * @throws ConflictingWriterException when someone else has recorded a state
     * @throws KubernetesClientException when the API server does not take it
     */
    public void end(StoredRollout known, RolloutStatusUpdate report, JournalEntry entry, Instant at) {
        ConflictRetry.USUAL.run(_ -> fresh(known.namespace(), known.name())
                .map(known::inPlan)
                .filter(now -> Objects.equals(now.uid(), known.uid()))
                .map(now -> end(known, now, report.after(now, Optional.of(entry), at))));
    }

    private GenericKubernetesResource end(StoredRollout known, StoredRollout now, RolloutStatus status) {
        GenericKubernetesResource raw = now.raw();
        if (!now.finished()) {
            if (!now.state().equals(known.state())) {
                throw new ConflictingWriterException("someone else has recorded a state of " + known.key());
            }
            raw.getAdditionalProperties().put("status", JsonMappers.map(status));
            raw = send(known.namespace(), raw, Resource::updateStatus);
        }
        letGo(raw);
        return send(known.namespace(), raw, Resource::update);
    }

    /** Sets what the user would set, where a gate or a verdict asks for a person. */
    public StoredRollout desire(StoredRollout known, Desired desired) {
        return onLatest(known, raw -> spec(raw).put("desired", desired.name()));
    }

    /** Lets a Rollout go: nothing of it is in the mesh any more. */
    public void release(StoredRollout known) {
        onLatest(known, RolloutClient::letGo);
    }

    private static void letGo(GenericKubernetesResource raw) {
        List<String> finalizers = new ArrayList<>(raw.getMetadata().getFinalizers());
        finalizers.remove(StoredRollout.FINALIZER);
        raw.getMetadata().setFinalizers(finalizers);
    }

    /** Deletes a Rollout. */
    public void delete(StoredRollout rollout) {
        permit.check(rollout.namespace());
        at(rollout.namespace(), rollout.name()).delete();
    }

    private StoredRollout onLatest(StoredRollout known, Consumer<GenericKubernetesResource> change) {
        return ConflictRetry.USUAL.run(_ -> fresh(known.namespace(), known.name())
                .map(raw -> kept(known, raw))
                .map(latest -> {
                    GenericKubernetesResource copy =
                            JsonMappers.MAPPER.convertValue(latest.raw(), GenericKubernetesResource.class);
                    change.accept(copy);
                    return write(latest, copy, Resource::update);
                })
                .orElse(known));
    }

    private StoredRollout write(
            StoredRollout base,
            GenericKubernetesResource changed,
            Function<Resource<GenericKubernetesResource>, GenericKubernetesResource> request) {
        return StoredRollout.of(send(base.namespace(), changed, request)).orElse(base);
    }

    private GenericKubernetesResource send(
            String namespace,
            GenericKubernetesResource changed,
            Function<Resource<GenericKubernetesResource>, GenericKubernetesResource> request) {
        permit.check(namespace);
        return request.apply(client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace(namespace)
                .resource(changed));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> spec(GenericKubernetesResource raw) {
        return (Map<String, Object>)
                Objects.requireNonNull(raw.getAdditionalProperties().get("spec"));
    }

    private Resource<GenericKubernetesResource> at(String namespace, String name) {
        return client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace(namespace)
                .withName(name);
    }
}
