package dev.sluice.controller;

import dev.sluice.analysis.ObservationBatch;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionSpec;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.ReconcileEvent;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells of each pass of one worker. Whatever is wrong with those who listen, the worker goes on. */
final class PassReporter {
    private static final Logger LOG = Logger.getLogger(PassReporter.class);

    private final Consumer<ReconcileEvent> beats;
    private final ReconcileEvent.Subject subject;
    private final Duration tick;
    private long planned = System.nanoTime();
    private long begun = planned;
    private @Nullable ObservationBatch batch;
    private @Nullable Judged judged;
    private boolean complained;

    private record Judged(Rollout before, Snapshot seen, Decision decision) {}

    PassReporter(StoredRollout stored, ReconcilerContext context) {
        this.beats = context.beats();
        this.tick = context.config().tick();
        this.subject = subject(stored);
    }

    /** A pass begins, and this is what has come in. */
    ObservationBatch saw(ObservationBatch arrived) {
        begun = System.nanoTime();
        batch = arrived;
        return arrived;
    }

    /** What the pass decides. */
    Decision decided(Rollout before, Snapshot seen, Decision decision) {
        judged = new Judged(before, seen, decision);
        return decision;
    }

    /** The pass is over. One that has decided nothing, since another replica may act, is nobody's business. */
    void beat(Rollout after, boolean uncounted) {
        ObservationBatch brought = batch;
        Judged known = judged;
        if (brought != null && known != null) {
            tell(new ReconcileEvent.Pass(
                    subject,
                    new ReconcileEvent.Pace(positive(begun - planned), positive(System.nanoTime() - begun)),
                    brought,
                    known.before(),
                    known.decision(),
                    after,
                    known.seen(),
                    new ReconcileEvent.Trouble(StalledCondition.of(after, known.seen()), uncounted)));
        }
        judged = null;
        planned = System.nanoTime() + tick.toNanos();
    }

    /** The worker ends. */
    void end() {
        tell(new ReconcileEvent.Last(subject));
    }

    private void tell(ReconcileEvent beat) {
        try {
            beats.accept(beat);
        } catch (RuntimeException e) {
            if (!complained) {
                complained = true;
                LOG.warnf(e, "the figures of %s are not right from here on", subject.name());
            }
        }
    }

    private static Duration positive(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos));
    }

    private static ReconcileEvent.Subject subject(StoredRollout stored) {
        return new ReconcileEvent.Subject(
                stored.namespace(),
                stored.name(),
                stored.uid(),
                stored.spec().policy(),
                shown(stored.spec().blue()),
                shown(stored.spec().green()),
                stored.created().isEmpty() ? Instant.now() : Instant.parse(stored.created()),
                stored.state());
    }

    private static String shown(VersionSpec version) {
        String deployment = version.deployment();
        return deployment == null ? version.subset() : deployment;
    }
}
