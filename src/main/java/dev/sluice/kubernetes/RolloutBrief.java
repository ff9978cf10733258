package dev.sluice.kubernetes;

import dev.sluice.api.PolicySpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.api.TextSanitizer;
import dev.sluice.rollout.RolloutState;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a watch keeps of a Rollout that is over, and of one that comes when its namespace has as much of them as is kept: whose it is, which versions it
 * knows, its state, what is wanted of it, and whether it is held. That is all by which others are decided on; whoever carries it, or writes it, reads it anew.
 */
final class RolloutBrief extends GenericKubernetesResource {
    private static final long serialVersionUID = 1L;

    /** Stands for each plan that is not kept, and is nobody's. */
    static final PolicySpec PLAN = new PolicySpec(
            List.of(new RouteSpec(null, null, "unknown", null, null, null)),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    /** Characters of a reason, as Sluice writes it at most, and of a word in the metadata. */
    private static final int LONGEST_REASON = 2_000;

    private static final int LONGEST_WORD = 253;

    private static final Map<String, Object> SOME_STATE = Map.of("status", Map.of("state", "Unread"));

    private final transient @Nullable RolloutSpec spec;
    private final transient @Nullable String planDigest;
    private final transient StoredRollout.Recorded recorded;
    private final boolean crowded;

    private RolloutBrief(GenericKubernetesResource whole, Optional<StoredRollout> read, boolean crowded) {
        this.spec = read.map(one -> brief(one.spec())).orElse(null);
        this.planDigest = read.map(one -> PlanDigest.of(one.spec())).orElse(null);
        this.recorded = read.map(RolloutBrief::recorded).orElse(StoredRollout.Recorded.NOTHING);
        this.crowded = crowded;
        setApiVersion(whole.getApiVersion());
        setKind(whole.getKind());
        setMetadata(metadata(whole.getMetadata(), read));
        setAdditionalProperties(read.isEmpty() && RolloutClient.mayHoldMesh(whole) ? SOME_STATE : Map.of());
    }

    /** One that is over, so; any other without its recording. */
    static GenericKubernetesResource ofOver(GenericKubernetesResource whole) {
        LeanResource lean = LeanResource.withoutRecording(whole);
        if (RolloutClient.holds(lean)) {
            return lean;
        }
        return StoredRollout.of(lean)
                .filter(one -> !one.active())
                .<GenericKubernetesResource>map(one -> new RolloutBrief(lean, Optional.of(one), false))
                .orElse(lean);
    }

    /** One whose namespace has as much of them as is kept. */
    static RolloutBrief ofCrowd(GenericKubernetesResource lean) {
        return new RolloutBrief(lean, StoredRollout.of(lean), true);
    }

    /** Whether it is so because its namespace has very many. */
    boolean crowded() {
        return crowded;
    }

    /** By what the plan of the whole is known again; empty when that cannot be read. */
    Optional<String> planDigest() {
        return Optional.ofNullable(planDigest);
    }

    /** Empty when the whole cannot be read. */
    Optional<StoredRollout> read() {
        return Optional.ofNullable(spec).map(known -> new StoredRollout(this, known, Optional.empty(), recorded));
    }

    private static RolloutSpec brief(RolloutSpec whole) {
        return new RolloutSpec(
                whole.policy(),
                PLAN,
                brief(whole.blue()),
                brief(whole.green()),
                "",
                false,
                List.of(),
                null,
                null,
                "",
                whole.desired());
    }

    private static VersionSpec brief(VersionSpec whole) {
        return new VersionSpec(
                "",
                null,
                whole.uid(),
                whole.templateHash(),
                whole.attempt(),
                whole.generation(),
                whole.revision(),
                null);
    }

    /** One with a longer reason than Sluice writes is one that it does not understand, unless it is over. */
    private static StoredRollout.Recorded recorded(StoredRollout whole) {
        StoredRollout.Recorded known = whole.recorded();
        Optional<String> reason = whole.status().flatMap(status -> Optional.ofNullable(status.reason()));
        if (reason.filter(text -> text.length() > LONGEST_REASON).isEmpty()) {
            return known;
        }
        return known.state()
                .filter(RolloutState.Finished.class::isInstance)
                .map(RolloutState.Finished.class::cast)
                .map(over -> new StoredRollout.Recorded(
                        Optional.of(new RolloutState.Finished(
                                over.outcome(), TextSanitizer.line(over.reason(), LONGEST_REASON), over.since())),
                        known.at(),
                        Optional.empty()))
                .orElseGet(() -> new StoredRollout.Recorded(
                        Optional.empty(), Optional.empty(), Optional.of("its reason is longer than any")));
    }

    private static ObjectMeta metadata(ObjectMeta whole, Optional<StoredRollout> read) {
        ObjectMetaBuilder kept = new ObjectMetaBuilder()
                .withNamespace(whole.getNamespace())
                .withName(whole.getName())
                .withUid(whole.getUid())
                .withResourceVersion(whole.getResourceVersion())
                .withCreationTimestamp(whole.getCreationTimestamp())
                .withDeletionTimestamp(whole.getDeletionTimestamp());
        Optional.ofNullable(whole.getLabels())
                .map(labels -> labels.get(RolloutClient.POLICY_LABEL))
                .ifPresent(policy -> kept.withLabels(Map.of(RolloutClient.POLICY_LABEL, policy)));
        if (whole.getFinalizers().contains(StoredRollout.FINALIZER)) {
            kept.withFinalizers(StoredRollout.FINALIZER);
        }
        read.flatMap(StoredRollout::owner)
                .ifPresent(owner -> kept.withOwnerReferences(new OwnerReferenceBuilder()
                        .withKind(owner.getKind())
                        .withName(word(owner.getName()))
                        .withUid(word(owner.getUid()))
                        .build()));
        return kept.build();
    }

    private static @Nullable String word(@Nullable String text) {
        return text == null || text.length() <= LONGEST_WORD ? text : text.substring(0, LONGEST_WORD);
    }
}
