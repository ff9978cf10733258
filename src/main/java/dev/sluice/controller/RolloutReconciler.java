package dev.sluice.controller;

import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.SequentialTests;
import dev.sluice.api.TextSanitizer;
import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.ConflictingWriterException;
import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.NotOwnerException;
import dev.sluice.kubernetes.PlanChangedException;
import dev.sluice.kubernetes.RolloutDeletedException;
import dev.sluice.kubernetes.RolloutStatusUpdate;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.CapacityShortage;
import dev.sluice.rollout.Decider;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import dev.sluice.workload.VersionScaler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Carries one rollout: takes what the observer and the probe runner have seen, asks the core, saves the intent, acts. A revert
 * is the exception: it acts first, saves then and tells people last.
 */
final class RolloutReconciler implements Runnable {
    private static final Logger LOG = Logger.getLogger(RolloutReconciler.class);

    /** A process that stood still this long has seen nothing of that time. */
    private static final Duration FROZEN = Duration.ofSeconds(5);

    /** Of what an error says. */
    private static final int LONGEST = 2_000;

    private final ReconcilerContext context;
    private final TrafficTarget target;
    private final EvidenceSources sources;
    private final RolloutObserver observer;
    private final RolloutStatusWriter statusWriter;
    private final RolloutEventRecorder eventRecorder;
    private final VersionScaler scaler;
    private final PassReporter passReporter;
    private final DriftCorrections corrections = new DriftCorrections();
    private final TrafficWrites writes = new TrafficWrites();
    private final WakeupSignal wakeup = new WakeupSignal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExponentialBackoff backoff = ExponentialBackoff.patient();
    private final ExponentialBackoff urgent = ExponentialBackoff.urgent();

    private Rollout rollout;
    private Evidence evidence;
    private Instant lastPass;
    private Optional<DesiredTraffic> written = Optional.empty();
    private boolean abandoned;
    private Optional<String> changed = Optional.empty();
    /** What somebody mends for the next step (an autoscaler's maximum, for one) is to be seen at once. */
    private volatile boolean tooSmall;

    private volatile boolean stopped;

    RolloutReconciler(StoredRollout stored, ReconcilerContext context, RolloutWatch watch) {
        this.context = context;
        this.target = stored.target();
        this.lastPass = context.clock().instant();
        this.statusWriter = new RolloutStatusWriter(stored, context.rollouts().asLongAs(this::mayAct), watch, lastPass);
        this.rollout = statusWriter.resume(lastPass);
        this.evidence = stored.evidence().resumed(statusWriter.unseen(lastPass));
        this.eventRecorder = new RolloutEventRecorder(context.news(), stored);
        this.passReporter = new PassReporter(stored, context);
        this.scaler = new VersionScaler(stored, context.workloads().asLongAs(this::mayAct));
        this.sources = context.evidence().start(target, stored.spec().plan().health());
        this.observer = new RolloutObserver(
                stored,
                rollout.goal(),
                sources,
                context,
                () -> !tooSmall && statusWriter.echoed() && watch.live(target.namespace()));
    }

    @Override
    public void run() {
        Thread.ofVirtual()
                .name("look-" + target.rollout())
                .start(() -> context.sharding()
                        .loops()
                        .run("the observer of " + target.rollout(), LoopMonitor.TURN, observer));
        try {
            while (!stopped) {
                LoopMonitor.heartbeat();
                reconcile(context.clock().instant());
                passReporter.beat(rollout, sources.blind().isPresent());
                wakeup.await(context.config().tick());
            }
        } finally {
            stopped = true;
            sources.close();
            observer.stop();
            passReporter.end();
            ended.countDown();
        }
    }

    void stop() {
        stopped = true;
        observer.stop();
        wakeup.ring();
    }

    boolean running() {
        return !stopped;
    }

    String namespace() {
        return target.namespace();
    }

    /** Waits until the pass that goes on when it is stopped is over, at most so long. */
    void awaitEnd(Duration atMost) {
        try {
            ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** This has changed, or is gone; whose business it is stands in {@link ChangeRelevance}. */
    void onChange(HasMetadata what) {
        switch (ChangeRelevance.of(what, target, statusWriter.stored().spec(), observer::gatewaysIn)) {
            case NOTHING -> {}
            case RECORD -> {
                statusWriter.hear(what);
                wakeup.ring();
            }
            case WORLD -> {
                observer.wakeUp();
                wakeup.ring();
            }
            case GATEWAYS -> observer.seekGateways();
        }
    }

    private void reconcile(Instant now) {
        try {
            boolean acts = context.sharding().mayAct(target.namespace());
            if (acts) {
                resumeAfterFreeze(now);
            }
            SequentialTests tests = collectEvidence(now);
            if (!acts) {
                return;
            }
            if (abandoned) {
                finishAbandoned(now);
            } else {
                statusWriter.refresh(now);
                decide(tests, now);
            }
        } catch (ConflictingWriterException e) {
            LOG.warnf("%s: %s; leaving it alone", target.rollout(), e.getMessage());
            stopped = true;
        } catch (RolloutDeletedException e) {
            LOG.warnf("%s; putting the traffic back", e.getMessage());
            abandoned = true;
        } catch (PlanChangedException e) {
            changed = Optional.of(e.getMessage() + ", so it ends by the plan that it began with");
            changed.ifPresent(eventRecorder::warn);
            abandoned = true;
        } catch (RuntimeException | Error e) {
            if (!UntrustedInput.survivable(e)) {
                throw e;
            }
            backoff.failed(now);
            LOG.warnf("%s: %s", target.rollout(), UntrustedInput.why(e));
            LOG.debug("in full", e);
        }
    }

    /**
     * Once the traffic goes back, the evidence stays as it was when it was judged.
     *
     * @return what the evidence shows
     */
    private SequentialTests collectEvidence(Instant now) {
        ObservationBatch batch = passReporter.saw(sources.drain(now, rollout.weight()));
        if (rollout.goal() instanceof DesiredTraffic.Split) {
            evidence = evidence.seeing(observer.view().green()).plus(rollout.counting(batch), rollout.plan());
            if (evidence.slow()) {
                sources.suspect();
            }
        }
        SequentialTests tests = evidence.all(rollout.plan());
        statusWriter.recordObservation(batch, rollout, observer.view(), tests);
        return tests;
    }

    private void resumeAfterFreeze(Instant now) {
        Duration gap = Duration.between(lastPass, now);
        if (gap.compareTo(FROZEN) > 0) {
            rollout = rollout.resumed(gap);
            evidence = evidence.resumed(gap);
        }
        lastPass = now;
    }

    /**
     * The Rollout is gone, or has a plan that is not its own, and nobody will come back to it, so the traffic goes back to blue now, unless only green
     * serves.
     */
    private void finishAbandoned(Instant now) {
        if (backoff.over(now)) {
            boolean stays = rollout.goal() instanceof DesiredTraffic.Split
                    && Decider.onlyGreenServes(rollout, seen(Desired.Aborted, now));
            if (!rollout.finished()) {
                apply(stays ? new DesiredTraffic.Split(Weight.ALL, true) : new DesiredTraffic.Back(Outcome.Aborted));
            }
            Outcome outcome = rollout.state() instanceof RolloutState.Finished over
                    ? over.outcome()
                    : stays ? Outcome.Promoted : Outcome.Aborted;
            apply(new DesiredTraffic.Clean(outcome));
            if (scaler.end(eventRecorder::pods)) {
                changed.ifPresent(why -> recordEnd(outcome, why, now));
                stopped = true;
            }
        }
    }

    private void recordEnd(Outcome outcome, String why, Instant now) {
        Rollout over = new Rollout(rollout.plan(), new RolloutState.Finished(outcome, why, now));
        statusWriter.end(
                new RolloutStatusUpdate(over, Optional.empty(), why, true, evidence),
                new JournalEntry(now.toString(), outcome.name(), why),
                now);
    }

    private Snapshot seen(Desired desired, Instant now) {
        ObservedState observed = writes.explain(observer.view(), rollout);
        return observed.snapshot(now, desired, rollout.goal(), evidence).with(scaler.measured(observed.sizes()));
    }

    private void decide(SequentialTests tests, Instant now) {
        Snapshot seen = seen(statusWriter.stored().desired(), now);
        Decision decision = passReporter.decided(rollout, seen, Decider.decide(rollout, seen, tests));
        statusWriter.recordDecision(rollout, seen, decision);
        tooSmall = CapacityShortage.ahead(rollout, seen).isPresent();
        Rollout next = rollout.after(decision, now);
        if (decision instanceof Decision.Revert revert) {
            revert(next, revert, seen, now);
            return;
        }
        boolean back = rollout.state() instanceof RolloutState.Reverting && next.equals(rollout);
        if (back && seen.mesh() instanceof TrafficStatus.Unwritten) {
            restoreTraffic(now);
        }
        if (backoff.over(now)) {
            carryOut(decision, next, seen, now);
        }
    }

    private void carryOut(Decision decision, Rollout next, Snapshot seen, Instant now) {
        if (statusWriter.hasPending()) {
            record(rollout, evidence, Optional.empty(), decision.why(), seen, now);
        } else if (!next.equals(rollout)) {
            advance(next, decision, seen, now);
        } else if (rollout.finished()) {
            finish();
        } else {
            maintain(decision, seen, now);
        }
    }

    /**
     * The weights first, whatever else fails; then the record; then the people. What somebody else had written over just then may be the reason
     * for all of it, so it is told, too.
     */
    private void revert(Rollout next, Decision.Revert revert, Snapshot seen, Instant now) {
        Rollout before = rollout;
        rollout = next;
        boolean stood = written.equals(Optional.of(before.goal()));
        statusWriter.addPending(entry(revert, before, now));
        restoreTraffic(now);
        if (seen.mesh() instanceof TrafficStatus.Unwritten(String why) && stood) {
            recordCorrection(why, now);
        }
        try {
            statusWriter.record(
                    new RolloutStatusUpdate(rollout, Optional.empty(), revert.why(), false, evidence),
                    Optional.empty(),
                    now);
        } finally {
            eventRecorder.tell(revert, before);
            scaler.keep(rollout, seen, now, told -> tell(told, now));
        }
    }

    /** Tried again soon and for ever; nothing else, and no failed status write, delays it. */
    private void restoreTraffic(Instant now) {
        if (!urgent.over(now)) {
            return;
        }
        try {
            List<String> differences = apply(rollout.goal());
            if (written.equals(Optional.of(rollout.goal())) && !differences.isEmpty()) {
                recordCorrection(String.join("; ", differences), now);
            }
            written = Optional.of(rollout.goal());
            urgent.succeeded();
        } catch (NotOwnerException e) {
            LOG.debugf("%s: %s", target.rollout(), e.getMessage());
        } catch (RuntimeException e) {
            urgent.failed(now);
            LOG.warnf("%s: the weights are not back yet: %s", target.rollout(), errorText(e));
            eventRecorder.warn("the weights are not back yet: " + errorText(e));
        }
        observer.setDesired(rollout.goal());
    }

    /** The intent first, so that a crash before the act finds it and acts. */
    private void advance(Rollout next, Decision decision, Snapshot seen, Instant now) {
        if (decision instanceof Decision.Pause pause && pause.cause().asksForPerson()) {
            statusWriter.desire(Desired.Paused);
        }
        DesiredTraffic before = rollout.goal();
        Evidence then = evidence.after(decision, rollout);
        record(next, then, Optional.of(entry(decision, next, now)), decision.why(), seen, now);
        rollout = next;
        evidence = then;
        eventRecorder.tell(decision, rollout);
        if (!rollout.goal().equals(before)
                || decision instanceof Decision.Interrupt
                || decision instanceof Decision.Restart) {
            applyTraffic(now);
        }
    }

    /** What fails here is seen as unwritten by the next look, and done again then. */
    private void applyTraffic(Instant now) {
        try {
            List<String> differences = apply(rollout.goal());
            if (written.equals(Optional.of(rollout.goal())) && !differences.isEmpty()) {
                recordCorrection(String.join("; ", differences), now);
            }
            written = Optional.of(rollout.goal());
            writes.taken();
        } catch (NotOwnerException e) {
            LOG.debugf("%s: %s", target.rollout(), e.getMessage());
        } catch (RuntimeException e) {
            backoff.failed(now);
            writes.failed(e, errorText(e), now);
            LOG.infof("%s: %s", target.rollout(), errorText(e));
        } finally {
            observer.setDesired(rollout.goal());
        }
    }

    /** A webhook writes what it likes into an error. */
    private static String errorText(RuntimeException e) {
        return TextSanitizer.line(String.valueOf(e.getMessage()), LONGEST);
    }

    private List<String> apply(DesiredTraffic goal) {
        return context.mesh().apply(target, goal, () -> mayWrite(goal));
    }

    /** One that was stopped writes no more, though the namespace may have come back to this replica meanwhile. */
    private boolean mayAct(String namespace) {
        return !stopped && context.sharding().mayAct(namespace);
    }

    /** Asked before every request: on the way to green, whatever the decision was made on has to stand still. */
    private boolean mayWrite(DesiredTraffic goal) {
        return mayAct(target.namespace()) && (!(goal instanceof DesiredTraffic.Split) || statusWriter.isCurrent());
    }

    /** What stood already and had to be written again was changed by someone else, whoever noticed it first. */
    private void recordCorrection(String differences, Instant now) {
        corrections.add(differences, now);
        statusWriter.addPending(new JournalEntry(
                now.toString(), EventReasons.CORRECTED + EventReasons.where(rollout, " "), corrections.words()));
        if (corrections.telling()) {
            eventRecorder.corrected(corrections.words());
        }
    }

    private void maintain(Decision decision, Snapshot seen, Instant now) {
        scaler.keep(rollout, seen, now, told -> tell(told, now));
        if (writes.owed(seen.mesh()) && writes.due(now)) {
            applyTraffic(now);
        }
        tellBlindness(now);
        // A pause and a failover were told when they began.
        boolean told = (rollout.state() instanceof RolloutState.Paused && seen.desired() == Desired.Paused)
                || rollout.state() instanceof RolloutState.FailedOver;
        if (StalledCondition.of(rollout, seen) && !told) {
            eventRecorder.warn(decision.why());
        }
        String why = sources.told(decision.why());
        if (statusWriter.isDue(
                why, evidence.stage().since(), now, context.config().report())) {
            record(rollout, evidence, Optional.empty(), why, seen, now);
        }
        backoff.succeeded();
    }

    /** A source that is missing is said once and plainly; the probes go on alone. */
    private void tellBlindness(Instant now) {
        Optional<String> why = sources.blind().filter(eventRecorder::blind);
        why.ifPresent(
                told -> statusWriter.addPending(new JournalEntry(now.toString(), EventReasons.NOT_COUNTED, told)));
    }

    private void tell(VersionScaler.Told told, Instant now) {
        if (eventRecorder.pods(told)) {
            observer.wakeUp();
            statusWriter.addPending(
                    new JournalEntry(now.toString(), told.reason() + EventReasons.where(rollout, " "), told.why()));
        }
    }

    private void finish() {
        apply(rollout.goal());
        if (!scaler.end(eventRecorder::pods)
                || !PromotionFinalizer.of(
                        context,
                        statusWriter.stored(),
                        rollout,
                        scaler,
                        observer.view().green(),
                        eventRecorder)) {
            return;
        }
        statusWriter.release();
        stopped = true;
    }

    private void record(
            Rollout what, Evidence shown, Optional<JournalEntry> entry, String message, Snapshot seen, Instant now) {
        RolloutStatusUpdate report = new RolloutStatusUpdate(
                        what, rollout.served(seen.mesh()), message, StalledCondition.of(what, seen), shown)
                .with(what.finished() ? Optional.empty() : corrections.going(now));
        statusWriter.record(report, entry, now);
    }

    private static JournalEntry entry(Decision decision, Rollout where, Instant now) {
        return new JournalEntry(
                now.toString(), EventReasons.of(decision) + EventReasons.where(where, " "), decision.why());
    }
}
