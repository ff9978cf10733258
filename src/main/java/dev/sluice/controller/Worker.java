package dev.sluice.controller;

import dev.sluice.policy.Clean;
import dev.sluice.policy.Untrusted;
import dev.sluice.rollout.Decider;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Look;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.Target;
import dev.sluice.rollout.Weight;
import dev.sluice.store.JournalEntry;
import dev.sluice.store.Report;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.Superseded;
import dev.sluice.store.Vanished;
import dev.sluice.wire.NotOwner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Carries one rollout: takes what the lookout and the prober have seen, asks the core, saves the intent, acts. A revert
 * is the exception: it acts first, saves then and tells people last.
 */
final class Worker implements Runnable {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    /** A process that stood still this long has seen nothing of that time. */
    private static final Duration FROZEN = Duration.ofSeconds(5);

    /** Of what an error says. */
    private static final int LONGEST = 2_000;

    private final Parts parts;
    private final Target target;
    private final Instruments instruments;
    private final Lookout lookout;
    private final Ledger ledger;
    private final Herald herald;
    private final Scaling scaling;
    private final Pulse pulse;
    private final Corrections corrections = new Corrections();
    private final Bell bell = new Bell();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Backoff backoff = Backoff.patient();
    private final Backoff urgent = Backoff.urgent();

    private Rollout rollout;
    private Evidence evidence;
    private Instant lastPass;
    private Optional<MeshGoal> written = Optional.empty();
    private String refusal = "";
    private boolean abandoned;
    private volatile boolean stopped;

    Worker(StoredRollout stored, Parts parts, Watching watching) {
        this.parts = parts;
        this.target = stored.target();
        this.lastPass = parts.clock().instant();
        this.ledger = new Ledger(stored, parts.rollouts().asLongAs(this::mayAct), watching, lastPass);
        this.rollout = ledger.resume(lastPass);
        this.evidence = stored.evidence().resumed(ledger.unseen(lastPass));
        this.herald = new Herald(parts.news(), stored);
        this.pulse = new Pulse(stored, parts);
        this.scaling = new Scaling(stored, parts.workloads().asLongAs(this::mayAct));
        this.instruments = new Instruments(target, stored.spec().plan().health(), parts);
        this.lookout = new Lookout(
                stored, rollout.goal(), instruments, parts, () -> ledger.heard() && watching.live(target.namespace()));
    }

    @Override
    public void run() {
        Thread.ofVirtual()
                .name("look-" + target.rollout())
                .start(() -> parts.sharding().loops().run("the lookout of " + target.rollout(), Loops.TURN, lookout));
        try {
            while (!stopped) {
                Loops.beat();
                pass(parts.clock().instant());
                pulse.beat(rollout, instruments.blind().isPresent());
                bell.await(parts.config().tick());
            }
        } finally {
            stopped = true;
            instruments.close();
            lookout.stop();
            pulse.end();
            ended.countDown();
        }
    }

    void stop() {
        stopped = true;
        lookout.stop();
        bell.ring();
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

    /** This has changed, or is gone; whose business it is stands in {@link Concern}. */
    void heard(HasMetadata what) {
        switch (Concern.of(what, target, ledger.stored().spec(), lookout::gatewaysIn)) {
            case NOTHING -> {}
            case RECORD -> bell.ring();
            case WORLD -> {
                lookout.hurry();
                bell.ring();
            }
            case GATEWAYS -> lookout.seekGateways();
        }
    }

    private void pass(Instant now) {
        try {
            boolean acts = parts.sharding().mayAct(target.namespace());
            if (acts) {
                thaw(now);
            }
            gather(now);
            if (!acts) {
                return;
            }
            if (abandoned) {
                abandon(now);
            } else {
                ledger.refresh(now);
                step(now);
            }
        } catch (Superseded e) {
            LOG.warnf("%s: %s; leaving it alone", target.rollout(), e.getMessage());
            stopped = true;
        } catch (Vanished e) {
            LOG.warnf("%s; putting the traffic back", e.getMessage());
            abandoned = true;
        } catch (RuntimeException | Error e) {
            if (!Untrusted.survivable(e)) {
                throw e;
            }
            backoff.failed(now);
            LOG.warnf("%s: %s", target.rollout(), Untrusted.why(e));
            LOG.debug("in full", e);
        }
    }

    /** Once the traffic goes back, the evidence stays as it was when it was judged. */
    private void gather(Instant now) {
        Look look = pulse.saw(instruments.look(now));
        if (rollout.goal() instanceof MeshGoal.Split) {
            evidence = evidence.plus(rollout.counting(look), rollout.plan());
            if (evidence.slow()) {
                instruments.suspect();
            }
        }
        ledger.saw(look, rollout, lookout.view(), evidence);
    }

    private void thaw(Instant now) {
        Duration gap = Duration.between(lastPass, now);
        if (gap.compareTo(FROZEN) > 0) {
            rollout = rollout.resumed(gap);
            evidence = evidence.resumed(gap);
        }
        lastPass = now;
    }

    /** The Rollout is gone and nobody will come back to it, so the traffic goes back to blue now, unless only green serves. */
    private void abandon(Instant now) {
        if (backoff.over(now)) {
            boolean stays = rollout.goal() instanceof MeshGoal.Split
                    && Decider.onlyGreenServes(rollout, seen(Desired.Aborted, now));
            if (!rollout.finished()) {
                apply(stays ? new MeshGoal.Split(Weight.ALL) : new MeshGoal.Back(Outcome.Aborted));
            }
            apply(new MeshGoal.Clean(stays ? Outcome.Promoted : Outcome.Aborted));
            stopped = scaling.end(herald::pods);
        }
    }

    private Snapshot seen(Desired desired, Instant now) {
        View view = lookout.view().saying(refusal);
        return view.snapshot(now, desired, rollout.goal(), evidence).with(scaling.measured(view.sizes()));
    }

    private void step(Instant now) {
        Snapshot seen = seen(ledger.stored().desired(), now);
        Decision decision = pulse.decided(rollout, seen, Decider.decide(rollout, seen));
        ledger.decided(rollout, seen, decision);
        Rollout next = rollout.after(decision, now);
        if (decision instanceof Decision.Revert revert) {
            revert(next, revert, seen, now);
            return;
        }
        boolean back = rollout.state() instanceof RolloutState.Reverting && next.equals(rollout);
        if (back && seen.mesh() instanceof MeshSeen.Unwritten) {
            putBack(now);
        }
        if (backoff.over(now)) {
            proceed(decision, next, seen, now);
        }
    }

    private void proceed(Decision decision, Rollout next, Snapshot seen, Instant now) {
        if (ledger.owes()) {
            record(rollout, evidence, Optional.empty(), decision.why(), seen, now);
        } else if (!next.equals(rollout)) {
            advance(next, decision, seen, now);
        } else if (rollout.finished()) {
            clean();
        } else {
            keep(decision, seen, now);
        }
    }

    /** The weights first, whatever else fails; then the record; then the people. */
    private void revert(Rollout next, Decision.Revert revert, Snapshot seen, Instant now) {
        Rollout before = rollout;
        rollout = next;
        ledger.owe(entry(revert, before, now));
        putBack(now);
        try {
            ledger.record(new Report(rollout, Optional.empty(), revert.why(), false, evidence), Optional.empty(), now);
        } finally {
            herald.tell(revert, before);
            scaling.keep(rollout, seen, now, told -> tell(told, now));
        }
    }

    /** Tried again soon and for ever; nothing else, and no failed status write, delays it. */
    private void putBack(Instant now) {
        if (!urgent.over(now)) {
            return;
        }
        try {
            apply(rollout.goal());
            urgent.succeeded();
        } catch (NotOwner e) {
            LOG.debugf("%s: %s", target.rollout(), e.getMessage());
        } catch (RuntimeException e) {
            urgent.failed(now);
            LOG.warnf("%s: the weights are not back yet: %s", target.rollout(), said(e));
            herald.warn("the weights are not back yet: " + said(e));
        }
        lookout.want(rollout.goal());
    }

    /** The intent first, so that a crash before the act finds it and acts. */
    private void advance(Rollout next, Decision decision, Snapshot seen, Instant now) {
        if (decision instanceof Decision.Pause pause && pause.cause().asksForPerson()) {
            ledger.desire(Desired.Paused);
        }
        MeshGoal before = rollout.goal();
        Evidence then = evidence.after(decision, rollout);
        record(next, then, Optional.of(entry(decision, next, now)), decision.why(), seen, now);
        rollout = next;
        evidence = then;
        herald.tell(decision, rollout);
        if (!rollout.goal().equals(before)
                || decision instanceof Decision.Interrupt
                || decision instanceof Decision.Restart) {
            act(now);
        }
    }

    /** What fails here is seen as unwritten by the next look, and done again then. */
    private void act(Instant now) {
        try {
            List<String> differences = apply(rollout.goal());
            if (written.equals(Optional.of(rollout.goal())) && !differences.isEmpty()) {
                corrected(String.join("; ", differences), now);
            }
            written = Optional.of(rollout.goal());
            refusal = "";
        } catch (NotOwner e) {
            LOG.debugf("%s: %s", target.rollout(), e.getMessage());
        } catch (RuntimeException e) {
            backoff.failed(now);
            refusal = said(e);
            LOG.infof("%s: %s", target.rollout(), refusal);
        } finally {
            lookout.want(rollout.goal());
        }
    }

    /** A webhook writes what it likes into an error. */
    private static String said(RuntimeException e) {
        return Clean.line(String.valueOf(e.getMessage()), LONGEST);
    }

    private List<String> apply(MeshGoal goal) {
        return parts.mesh().apply(target, goal, () -> mayWrite(goal));
    }

    /** One that was stopped writes no more, though the namespace may have come back to this replica meanwhile. */
    private boolean mayAct(String namespace) {
        return !stopped && parts.sharding().mayAct(namespace);
    }

    /** Asked before every request: on the way to green, whatever the decision was made on has to stand still. */
    private boolean mayWrite(MeshGoal goal) {
        return mayAct(target.namespace()) && (!(goal instanceof MeshGoal.Split) || ledger.stands());
    }

    /** What stood already and had to be written again was changed by someone else, whoever noticed it first. */
    private void corrected(String differences, Instant now) {
        corrections.add(differences, now);
        ledger.owe(new JournalEntry(now.toString(), Words.CORRECTED + Words.where(rollout, " "), corrections.words()));
        if (corrections.telling()) {
            herald.corrected(corrections.words());
        }
    }

    private void keep(Decision decision, Snapshot seen, Instant now) {
        scaling.keep(rollout, seen, now, told -> tell(told, now));
        if (seen.mesh() instanceof MeshSeen.Unwritten) {
            act(now);
        }
        tellBlindness(now);
        // A pause and a failover were told when they began.
        boolean told = (rollout.state() instanceof RolloutState.Paused && seen.desired() == Desired.Paused)
                || rollout.state() instanceof RolloutState.FailedOver;
        if (Stall.of(rollout, seen) && !told) {
            herald.warn(decision.why());
        }
        String why = instruments.told(decision.why());
        if (ledger.due(why, evidence.stage().since(), now, parts.config().report())) {
            record(rollout, evidence, Optional.empty(), why, seen, now);
        }
        backoff.succeeded();
    }

    /** A source that is missing is said once and plainly; the probes go on alone. */
    private void tellBlindness(Instant now) {
        Optional<String> why = instruments.blind().filter(herald::blind);
        why.ifPresent(told -> ledger.owe(new JournalEntry(now.toString(), Words.NOT_COUNTED, told)));
    }

    private void tell(Scaling.Told told, Instant now) {
        if (herald.pods(told)) {
            lookout.hurry();
            ledger.owe(new JournalEntry(now.toString(), told.reason() + Words.where(rollout, " "), told.why()));
        }
    }

    private void clean() {
        apply(rollout.goal());
        if (!scaling.end(herald::pods)
                || !Epilogue.of(
                        parts, ledger.stored(), rollout, scaling, lookout.view().green(), herald)) {
            return;
        }
        ledger.release();
        stopped = true;
    }

    private void record(
            Rollout what, Evidence shown, Optional<JournalEntry> entry, String message, Snapshot seen, Instant now) {
        Report report = new Report(what, rollout.served(seen.mesh()), message, Stall.of(what, seen), shown)
                .with(what.finished() ? Optional.empty() : corrections.going(now));
        ledger.record(report, entry, now);
    }

    private static JournalEntry entry(Decision decision, Rollout where, Instant now) {
        return new JournalEntry(now.toString(), Words.of(decision) + Words.where(where, " "), decision.why());
    }
}
