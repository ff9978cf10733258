package dev.sluice.controller;

import dev.sluice.mesh.Obstacle;
import dev.sluice.probe.Prober;
import dev.sluice.rollout.Decider;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.Target;
import dev.sluice.rollout.Weight;
import dev.sluice.store.JournalEntry;
import dev.sluice.store.Report;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.Superseded;
import dev.sluice.store.Vanished;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Carries one rollout: takes what the lookout and the prober have seen, asks the core, saves the intent, acts. A revert
 * is the exception: it acts first, saves then and tells people last.
 */
final class Worker implements Runnable {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    private static final Duration BLIND_NEWS = Duration.ofSeconds(5);

    private final Parts parts;
    private final Function<String, Optional<StoredRollout>> latest;
    private final Target target;
    private final Prober prober;
    private final Lookout lookout;
    private final Bell bell = new Bell();
    private final Backoff backoff = new Backoff();
    private final Herald herald;

    private StoredRollout stored;
    private Rollout rollout;
    private Evidence evidence = Evidence.NONE;
    private boolean saved;
    private Optional<JournalEntry> unsaved = Optional.empty();
    private String told = "";
    private Instant reported = Instant.MIN;

    private volatile boolean stopped;

    Worker(StoredRollout stored, Parts parts, Function<String, Optional<StoredRollout>> latest) {
        this.parts = parts;
        this.latest = latest;
        this.stored = stored;
        this.target = stored.target();
        Instant now = parts.clock().instant();
        this.saved = stored.rollout().isPresent();
        this.rollout = stored.rollout()
                .map(known -> known.resumed(unseen(stored, now)))
                .orElseGet(() -> Rollout.begin(stored.plan(), now));
        this.herald = new Herald(parts.news(), stored);
        this.prober =
                parts.probers().start(target, stored.spec().plan().health().probe());
        this.lookout = new Lookout(target, stored.spec().green(), rollout.goal(), prober, parts);
    }

    @Override
    public void run() {
        Thread.ofVirtual().name("look-" + target.rollout()).start(lookout);
        try {
            while (!stopped) {
                pass();
                bell.await(parts.config().tick());
            }
        } finally {
            stopped = true;
            prober.close();
            lookout.stop();
        }
    }

    private static Duration unseen(StoredRollout stored, Instant now) {
        Duration gap =
                stored.observedAt().map(last -> Duration.between(last, now)).orElse(Duration.ZERO);
        return gap.isNegative() ? Duration.ZERO : gap;
    }

    /** Something has changed in the cluster: look now. */
    void hurry() {
        lookout.hurry();
        bell.ring();
    }

    void stop() {
        stopped = true;
        hurry();
    }

    boolean running() {
        return !stopped;
    }

    private void pass() {
        Instant now = parts.clock().instant();
        gather(now);
        if (!parts.leadership().mayAct()) {
            return;
        }
        try {
            refresh();
            step(now);
        } catch (Superseded e) {
            LOG.warnf("%s: %s; leaving it alone", target.rollout(), e.getMessage());
            stopped = true;
        } catch (Vanished e) {
            abandon(e);
        } catch (RuntimeException e) {
            backoff.failed(now);
            LOG.warnf("%s: %s", target.rollout(), e.getMessage());
            LOG.debug("in full", e);
        }
    }

    /** Once the traffic goes back, the evidence stays as it was when it was judged. */
    private void gather(Instant now) {
        List<ProbeResult> results = prober.drain();
        if (rollout.goal() instanceof MeshGoal.Split) {
            evidence = evidence.plus(results, now, rollout.plan().health().window());
        }
    }

    /** The Rollout is gone and nobody will come back to it, so the traffic goes back to blue now. */
    private void abandon(Vanished gone) {
        LOG.warnf("%s; putting the traffic back", gone.getMessage());
        if (!rollout.finished()) {
            parts.mesh().apply(target, new MeshGoal.Back(Outcome.Aborted));
        }
        parts.mesh().apply(target, new MeshGoal.Clean(Outcome.Aborted));
        stopped = true;
    }

    /** Takes over what the user has changed meanwhile. */
    private void refresh() {
        latest.apply(stored.key())
                .filter(found -> found.uid().equals(stored.uid()))
                .ifPresent(found -> {
                    if (found.newerThan(stored)) {
                        stored = found;
                    }
                });
    }

    private void step(Instant now) {
        View view = lookout.view();
        Snapshot seen =
                new Snapshot(now, stored.desired(), view.green(), view.mesh(rollout.goal()), view.revert(), evidence);
        Decision decision = Decider.decide(rollout, seen);
        Rollout next = rollout.after(decision, now);
        if (decision instanceof Decision.Revert revert) {
            revert(next, revert, now);
        } else if (!backoff.over(now)) {
            return;
        } else if (!saved) {
            save(rollout, unsaved, decision.why(), seen, now);
        } else if (!next.equals(rollout)) {
            advance(next, decision, seen, now);
        } else if (rollout.finished()) {
            clean();
        } else {
            keep(decision, seen, now);
        }
    }

    /** The weights first, whatever else fails; then the record; then the people. */
    private void revert(Rollout next, Decision.Revert revert, Instant now) {
        rollout = next;
        saved = false;
        unsaved = Optional.of(entry(revert, next, now));
        try {
            parts.mesh().apply(target, rollout.goal());
        } catch (RuntimeException e) {
            LOG.warnf("%s: the weights are not back yet: %s", target.rollout(), e.getMessage());
        }
        lookout.want(rollout.goal());
        try {
            record(rollout, unsaved, revert.why(), Optional.empty(), false, now);
        } finally {
            herald.tell(revert, rollout);
        }
    }

    /** The intent first, so that a crash before the act finds it and acts. */
    private void advance(Rollout next, Decision decision, Snapshot seen, Instant now) {
        if (decision instanceof Decision.Pause pause && asksForPerson(pause.cause())) {
            stored = parts.rollouts().desire(stored, Desired.Paused);
        }
        MeshGoal before = rollout.goal();
        record(next, Optional.of(entry(decision, next, now)), decision.why(), weightSeen(seen), false, now);
        rollout = next;
        herald.tell(decision, rollout);
        if (!rollout.goal().equals(before) || decision instanceof Decision.Restart) {
            act();
        }
    }

    private static boolean asksForPerson(PauseCause cause) {
        return cause == PauseCause.Gate || cause == PauseCause.Unhealthy;
    }

    private void act() {
        try {
            parts.mesh().apply(target, rollout.goal());
        } catch (Obstacle e) {
            LOG.infof("%s: %s", target.rollout(), e.why());
        } finally {
            lookout.want(rollout.goal());
        }
    }

    private void keep(Decision decision, Snapshot seen, Instant now) {
        if (seen.mesh() instanceof MeshSeen.Unwritten) {
            act();
            lookout.hurry();
        }
        boolean stalled = stalled(seen.mesh(), now);
        if (stalled) {
            herald.warn(decision.why());
        }
        boolean news = !decision.why().equals(told) || !evidence.slices().isEmpty();
        if (news && !now.isBefore(reported.plus(parts.config().report()))) {
            save(rollout, Optional.empty(), decision.why(), seen, now);
        }
        backoff.succeeded();
    }

    private void clean() {
        parts.mesh().apply(target, rollout.goal());
        Epilogue.of(parts, stored, rollout);
        parts.rollouts().release(stored);
        stopped = true;
    }

    private void save(Rollout what, Optional<JournalEntry> entry, String message, Snapshot seen, Instant now) {
        record(what, entry, message, weightSeen(seen), stalled(seen.mesh(), now), now);
    }

    private void record(
            Rollout what,
            Optional<JournalEntry> entry,
            String message,
            Optional<Weight> seen,
            boolean stalled,
            Instant now) {
        stored = parts.rollouts().record(stored, new Report(what, seen, message, stalled, evidence), entry, now);
        saved = true;
        unsaved = Optional.empty();
        told = message;
        reported = now;
    }

    private Optional<Weight> weightSeen(Snapshot seen) {
        boolean moved = rollout.goal() instanceof MeshGoal.Split || rollout.goal() instanceof MeshGoal.Back;
        return moved && seen.mesh() instanceof MeshSeen.Converged ? Optional.of(rollout.weight()) : Optional.empty();
    }

    /** A moment of blindness is no news. */
    private static boolean stalled(MeshSeen mesh, Instant now) {
        return switch (mesh) {
            case MeshSeen.Obstacle _, MeshSeen.Unwritten _ -> true;
            case MeshSeen.Blind blind -> blind.since().plus(BLIND_NEWS).isBefore(now);
            case MeshSeen.Converged _, MeshSeen.Pending _ -> false;
        };
    }

    private static JournalEntry entry(Decision decision, Rollout next, Instant now) {
        return new JournalEntry(now.toString(), Words.of(decision) + Words.where(next, " "), decision.why());
    }
}
