package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.api.UntrustedInput;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.ProbeTrust;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutProgress;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.TrafficTarget;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as it is in the cluster.
 *
 * @param raw the resource
 * @param spec the frozen plan
 * @param status what was recorded last; empty when nothing was yet
 * @param recorded what that says, looked into once: whoever looks through all Rollouts asks for it
 */
public record StoredRollout(
        GenericKubernetesResource raw, RolloutSpec spec, Optional<RolloutStatus> status, Recorded recorded) {
    /**
     * The older before the newer. The API server counts in whole seconds; of two from the same one, that which is over is the older, then
     * that which came to its state first.
     */
    public static final Comparator<StoredRollout> BY_AGE = Comparator.comparing(StoredRollout::created)
            .thenComparing(StoredRollout::active)
            .thenComparing(one -> one.state().map(RolloutState::since).orElse(Instant.MAX))
            .thenComparing(StoredRollout::name);

    /** Keeps a Rollout from vanishing before the traffic is back and the pinned routes are out. */
    public static final String FINALIZER = "sluice.dev/traffic";

    StoredRollout(GenericKubernetesResource raw, RolloutSpec spec, Optional<RolloutStatus> status) {
        this(raw, spec, status, Recorded.of(raw, spec, status));
    }

    /** Reads a resource; empty when it is not of the form that Sluice writes, or its plan not the one with which it began. */
    static Optional<StoredRollout> of(GenericKubernetesResource raw) {
        return raw instanceof RolloutBrief kept
                ? kept.read()
                : UntrustedInput.read(() -> read(raw), _ -> Optional.empty());
    }

    private static Optional<StoredRollout> read(GenericKubernetesResource raw) {
        JsonNode json = JsonMappers.tree(raw);
        return spec(json)
                .filter(spec ->
                        spec.foreignHost(raw.getMetadata().getNamespace()).isEmpty())
                .filter(spec -> !PlanDigest.contradicts(recordedPlan(json), spec))
                .map(spec ->
                        new StoredRollout(raw, spec, JsonMappers.optional(json.path("status"), RolloutStatus.class)));
    }

    private static Optional<RolloutSpec> spec(JsonNode json) {
        return JsonMappers.optional(json.path("spec"), RolloutSpec.class).filter(RolloutSpec::whole);
    }

    private static @Nullable String recordedPlan(JsonNode json) {
        return json.at("/status/planDigest").textValue();
    }

    /** Whether a resource has a plan that is not the one with which it began. */
    static boolean changed(GenericKubernetesResource raw) {
        return UntrustedInput.read(
                () -> {
                    JsonNode json = JsonMappers.tree(raw);
                    String recorded = recordedPlan(json);
                    return recorded != null
                            && spec(json)
                                    .map(spec -> PlanDigest.contradicts(recorded, spec))
                                    .orElse(true);
                },
                _ -> false);
    }

    /** The destination host of a resource that is a Service of another namespace; empty when there is none. */
    static Optional<String> foreignHost(GenericKubernetesResource raw) {
        return UntrustedInput.read(
                () -> spec(JsonMappers.tree(raw))
                        .flatMap(spec -> spec.foreignHost(raw.getMetadata().getNamespace())),
                _ -> Optional.empty());
    }

    /** Whether the resource is what a watch keeps, which is less than there is: no write may begin with it. */
    boolean lean() {
        return raw instanceof LeanResource || raw instanceof RolloutBrief;
    }

    /**
     * Whether neither its plan nor what it moves is known, nor what people are shown of it, as of one that a watch tells when it is over or its namespace
     * has very many. Somebody may write a plan that is equal to the one that stands for it, so it is that very one.
     */
    @SuppressWarnings("ReferenceEquality")
    public boolean brief() {
        return spec.plan() == RolloutBrief.PLAN;
    }

    /** What a newer copy says of it, which may be brief: the plan of a Rollout is frozen. */
    public StoredRollout with(StoredRollout newer) {
        return newer.brief()
                ? new StoredRollout(newer.raw, spec.with(newer.spec.desired()), status, newer.recorded)
                : newer;
    }

    /** Its namespace. */
    public String namespace() {
        return raw.getMetadata().getNamespace();
    }

    /** Its name. */
    public String name() {
        return raw.getMetadata().getName();
    }

    /** Its uid. */
    public String uid() {
        return raw.getMetadata().getUid();
    }

    /** Namespace and name. */
    public String key() {
        return namespace() + "/" + name();
    }

    /** The policy that it was created under; empty when someone took that reference out. */
    public Optional<OwnerReference> owner() {
        return raw.getMetadata().getOwnerReferences().stream()
                .filter(owner -> "RolloutPolicy".equals(owner.getKind()))
                .findFirst();
    }

    /** When it was created, ISO 8601; sorts by time. */
    public String created() {
        return Optional.ofNullable(raw.getMetadata().getCreationTimestamp()).orElse("");
    }

    /** What the user wants; deleting the Rollout is wanting it aborted. */
    public Desired desired() {
        return deleted() ? Desired.Aborted : Optional.ofNullable(spec.desired()).orElse(Desired.Run);
    }

    /** Whether someone has deleted it; the finalizer holds it until the traffic is back. */
    public boolean deleted() {
        return raw.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether something of it may still be in the mesh. */
    public boolean holdsMesh() {
        return raw.getMetadata().getFinalizers().contains(FINALIZER);
    }

    /** Whether there is still something to decide or to take out of the mesh. */
    public boolean active() {
        return holdsMesh() || !finished();
    }

    /** Whether how it ended is recorded. */
    boolean finished() {
        return state().filter(RolloutState.Finished.class::isInstance).isPresent();
    }

    /** Whether a Deployment, with this pod template and at this attempt, was green or blue here. */
    public boolean knows(Deployment deployment) {
        return Stream.of(spec.green(), spec.blue()).anyMatch(one -> one.is(deployment));
    }

    /** Whether it releases this Deployment, with this pod template and at this attempt. */
    public boolean greenIs(Deployment deployment) {
        return spec.green().is(deployment);
    }

    /** The recorded state; empty when nothing was recorded yet, or nothing that can be read. */
    public Optional<RolloutState> state() {
        return recorded.state();
    }

    /**
     * Why the recorded state cannot be read; empty when it can, or when nothing was recorded yet. A person or a newer version of Sluice has
     * written it: where the traffic is, is not known.
     */
    public Optional<String> unreadable() {
        return recorded.problem();
    }

    /**
     * What a status says.
     *
     * @param state the recorded state
     * @param at when it was written
     * @param problem why these cannot be read
     */
    public record Recorded(Optional<RolloutState> state, Optional<Instant> at, Optional<String> problem) {
        static final Recorded NOTHING = new Recorded(Optional.empty(), Optional.empty(), Optional.empty());

        private static Recorded of(GenericKubernetesResource raw, RolloutSpec spec, Optional<RolloutStatus> status) {
            return UntrustedInput.read(
                    () -> status.map(known -> of(known, planOf(spec))).orElseGet(() -> {
                        JsonNode there = JsonMappers.tree(raw).path("status");
                        boolean nothing =
                                there.isMissingNode() || there.isNull() || (there.isObject() && there.isEmpty());
                        return nothing ? NOTHING : unreadable("it is not of the form that Sluice writes");
                    }),
                    Recorded::unreadable);
        }

        private static Recorded of(RolloutStatus known, Plan plan) {
            return new Recorded(
                    RolloutStateMapper.read(known, plan.stages().size()),
                    Optional.ofNullable(known.observedAt()).map(at -> RolloutStateMapper.instant(at, "observedAt")),
                    Optional.empty());
        }

        private static Recorded unreadable(String why) {
            return new Recorded(Optional.empty(), Optional.empty(), Optional.of(why));
        }
    }

    /**
     * The plan.
     *
     * @throws IllegalStateException where it is not known
     */
    public Plan plan() {
        mustBeWhole();
        return planOf(spec);
    }

    private static Plan planOf(RolloutSpec spec) {
        return spec.first() ? Plan.first(spec.plan()) : Plan.of(spec.plan());
    }

    /** The recorded rollout; empty when nothing was recorded yet. */
    public Optional<Rollout> rollout() {
        return state().map(state -> new Rollout(plan(), state));
    }

    /** What was seen of green before the status was last written. */
    public Evidence evidence() {
        Evidence kept = status.flatMap(known -> Optional.ofNullable(known.evidence()))
                .map(EvidenceStatus::read)
                .orElse(Evidence.NONE);
        return rollout().map(known -> kept.carrying(known.weight())).orElse(kept);
    }

    /** What the versions' pods can carry, as far as that was recorded. */
    public Capacity capacity() {
        MeasureSpec measure = spec.capacity() == null ? new MeasureSpec(0, 1) : spec.capacity();
        int grown =
                status.flatMap(known -> Optional.ofNullable(known.bluePods())).orElse(0);
        return measure.begin(String.valueOf(spec.green().deployment()), grown);
    }

    /** What people were last shown of it; empty when nothing was yet. */
    public Optional<RolloutProgress> live() {
        return status.flatMap(known -> Optional.ofNullable(known.live())).flatMap(LiveStatus::read);
    }

    /** When the status was last written; empty when it never was. */
    public Optional<Instant> observedAt() {
        return recorded.at();
    }

    private void mustBeWhole() {
        if (brief()) {
            throw new IllegalStateException("the plan of Rollout " + key() + " is not kept; it has to be read anew");
        }
    }

    /**
     * What it moves.
     *
     * @throws IllegalStateException where that is not known
     */
    public TrafficTarget target() {
        mustBeWhole();
        List<TrafficTarget.Route> routes =
                spec.routes().stream().map(this::route).toList();
        ProbeSpec probe = spec.plan().health().probe();
        return new TrafficTarget(
                namespace(),
                name(),
                spec.pin(),
                spec.blue().subset(),
                spec.green().subset(),
                spec.version(),
                routes,
                new TrafficTarget.Road(probe.reach(), new ProbeTrust(probe.tls())));
    }

    /** Whether it is newer than another copy of the same Rollout. */
    public boolean newerThan(StoredRollout other) {
        return version() > other.version();
    }

    /**
     * Makes sure that plan and recorded state are still those of an earlier copy; users change other things.
     *
     * @throws ConflictingWriterException when someone else has recorded a state
     * @throws PlanChangedException when someone has changed the plan
     */
    public void mustContinue(StoredRollout earlier) {
        earlier.mustKeepPlan(raw);
        if (!continues(earlier)) {
            throw new ConflictingWriterException("someone else has recorded a state of " + key());
        }
    }

    /**
     * Makes sure that a newer copy of the same Rollout still has this plan, whatever else stands in it.
     *
     * @throws PlanChangedException when it has another, or one that cannot be read
     */
    public void mustKeepPlan(GenericKubernetesResource newer) {
        Optional<String> other = newer instanceof RolloutBrief kept
                ? kept.planDigest()
                : UntrustedInput.read(() -> spec(JsonMappers.tree(newer)).map(PlanDigest::of), _ -> Optional.empty());
        if (!other.equals(Optional.of(planDigest()))
                && Objects.equals(uid(), newer.getMetadata().getUid())) {
            throw new PlanChangedException(key());
        }
    }

    /** A newer copy, read by the plan that this one has. */
    StoredRollout inPlan(GenericKubernetesResource newer) {
        return new StoredRollout(
                newer, spec, JsonMappers.optional(JsonMappers.tree(newer).path("status"), RolloutStatus.class));
    }

    /** It is asked ten times a second; the digest is work. */
    private boolean samePlan(StoredRollout earlier) {
        return (!brief() && spec.with(Desired.Run).equals(earlier.spec.with(Desired.Run)))
                || planDigest().equals(earlier.planDigest());
    }

    private String planDigest() {
        return brief() && raw instanceof RolloutBrief kept ? kept.planDigest().orElse("") : PlanDigest.of(spec);
    }

    /** Whether plan and recorded state are still those of an earlier copy. */
    public boolean continues(StoredRollout earlier) {
        return state().equals(earlier.state()) && samePlan(earlier);
    }

    private long version() {
        String version = raw.getMetadata().getResourceVersion();
        return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
    }

    private TrafficTarget.Route route(RouteTargetSpec found) {
        PolicySpec plan = spec.plan();
        RouteSpec asked = plan.routes().stream().filter(found::of).findFirst().orElseThrow();
        RouteProbeSpec probe = asked.probe();
        return new TrafficTarget.Route(
                asked.ref(namespace()),
                asked.httpRoutes(),
                found.host(),
                found.originals().stream()
                        .map(one -> new TrafficTarget.Original(
                                one.green(), one.weighted(), one.share() == null ? 0 : one.share()))
                        .toList(),
                or(probe.host(), plan.health().probe().host()),
                or(probe.path(), found.probePath() == null ? "" : found.probePath()),
                found.apart() == null ? Set.of() : new HashSet<>(found.apart()),
                found.blueSubset() == null ? "" : found.blueSubset());
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
