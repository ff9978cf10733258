package dev.sluice.controller;

import dev.sluice.mesh.Convergence;
import dev.sluice.mesh.Gateways;
import dev.sluice.mesh.Mesh;
import dev.sluice.mesh.Obstacle;
import dev.sluice.mesh.Proof;
import dev.sluice.mesh.Reading;
import dev.sluice.policy.Untrusted;
import dev.sluice.rollout.MeshGoal;
import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Target;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.VersionSpec;
import dev.sluice.store.Workloads;
import dev.sluice.wire.Allowance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Looks, and only looks, for one rollout: at the API server once a second, or now and then while all is calm; at the gateways all the time while
 * they are still to follow. The worker never waits for it; an API server that hangs delays no decision.
 */
final class Lookout implements Runnable {
    private static final Logger LOG = Logger.getLogger(Lookout.class);
    private static final Duration CHASE = Duration.ofMillis(30);
    private static final Duration DOORS = Duration.ofSeconds(5);

    /** A client that writes all the time must not make us ask the API server all the time. */
    private static final Duration REST = Duration.ofMillis(50);

    /** A look that is late is given up by itself, and is no reason for this process to give up. */
    private static final Duration ENDLESS = Duration.ofDays(365);

    private final Target target;
    private final VersionSpec green;
    private final Mesh mesh;
    private final Gateways gateways;
    private final Convergence convergence;
    private final Workloads workloads;
    private final Sizes sizes;
    private final Instruments instruments;
    private final InstantSource clock;
    private final Duration interval;
    private final LookPace pace;
    private final Loops loops;
    private final Allowance hurries;
    /** One before which nothing served is compared with nothing. */
    private final boolean first;

    private volatile MeshGoal goal;
    private volatile View view;
    private volatile boolean hurried;
    private volatile boolean stopped;
    private final Bell bell = new Bell();

    private final SideTask asking = new SideTask();
    private volatile Answer answer = Answer.NONE;
    private Instant lastAsked = Instant.EPOCH;
    private Optional<Instant> blindSince = Optional.empty();

    /** @param told whether a change of what this rollout depends on would be told */
    Lookout(StoredRollout stored, MeshGoal goal, Instruments instruments, Parts parts, BooleanSupplier told) {
        this.target = stored.target();
        this.green = stored.spec().green();
        this.sizes = new Sizes(stored, parts.workloads());
        this.goal = goal;
        this.view = View.none(goal, parts.clock().instant());
        this.instruments = instruments;
        this.mesh = parts.mesh();
        this.gateways = parts.gateways();
        this.convergence = parts.convergence();
        this.workloads = parts.workloads();
        this.clock = parts.clock();
        this.interval = parts.config().look();
        boolean one = stored.spec().blue().deployment() != null;
        this.pace = new LookPace(interval, parts.config().resync(), () -> one && told.getAsBoolean());
        this.loops = parts.sharding().loops();
        this.hurries = parts.hurries();
        this.first = stored.spec().first();
    }

    View view() {
        return view;
    }

    /** What the mesh is to be compared with from now on. */
    void want(MeshGoal wanted) {
        goal = wanted;
        soon();
    }

    /**
     * Something has changed: look now.
     *
     * @return false when the namespace has changed so much that the usual look has to do
     */
    boolean hurry() {
        pace.stir();
        boolean may = hurried || hurries.take(target.namespace(), clock.instant());
        if (may) {
            soon();
        }
        return may;
    }

    private void soon() {
        hurried = true;
        bell.ring();
    }

    void stop() {
        stopped = true;
        soon();
    }

    /** Look for the gateways again when there is time. */
    void seekGateways() {
        pace.whole();
    }

    /** Whether some of the gateways that were found last are in a namespace. */
    boolean gatewaysIn(String namespace) {
        return answer.doors().stream().anyMatch(door -> door.gateway().startsWith(namespace + "/"));
    }

    @Override
    public void run() {
        while (!stopped) {
            Loops.beat();
            try {
                look();
            } catch (RuntimeException | Error e) {
                if (!Untrusted.survivable(e)) {
                    throw e;
                }
                LOG.warnf(e, "looking for %s failed", target.rollout());
            }
            bell.await(chasing() || hurried ? CHASE : interval);
        }
    }

    private void look() {
        Instant now = clock.instant();
        MeshGoal wanted = goal;
        boolean rested = !now.isBefore(lastAsked.plus(REST));
        boolean calm = pace.calm(view, wanted, now);
        if (!calm) {
            instruments.stir();
        }
        if ((hurried && rested) || pace.due(calm, now) || !wanted.equals(answer.goal())) {
            ask(wanted, calm, now);
        }
        Answer known = answer;
        instruments.aim(wanted instanceof MeshGoal.Split ? known.doors() : List.of());
        Proof proof = known.obstacle()
                .or(() -> known.reading().problem())
                .map(problem -> new Proof(problem, List.of()))
                .orElseGet(() -> prove(known, now));
        view = new View(
                now,
                known.goal(),
                sinceWhen(askable(proof.mesh(), known, now), now),
                proof.gateways(),
                known.green(),
                known.sizes(),
                known.reading().revert());
    }

    /** A gateway that is still to follow is asked all the time; the wait for it is the wait of the users. */
    private boolean chasing() {
        return view.mesh() instanceof MeshSeen.Pending || !view.goal().equals(goal);
    }

    /** Asks the API server on the side, so that one that hangs keeps nobody from asking the gateways. */
    private void ask(MeshGoal wanted, boolean calm, Instant now) {
        if (asking.free(now)) {
            hurried = false;
            lastAsked = now;
            boolean brief = pace.begin(calm, now);
            asking.begin(
                    "ask-" + target.rollout(),
                    now,
                    () -> loops.run("a look for " + target.rollout(), ENDLESS, () -> take(wanted, brief, now)));
        }
    }

    private void take(MeshGoal wanted, boolean brief, Instant now) {
        try {
            Answer found = answered(wanted, brief, now);
            if (asking.current()) {
                answer = found;
            }
        } catch (RuntimeException | Error e) {
            if (!Untrusted.survivable(e)) {
                throw e;
            }
            pace.stir();
            LOG.logf(
                    stopped ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "asking about %s failed and is tried again: %s",
                    target.rollout(),
                    Untrusted.why(e));
        } finally {
            bell.ring();
        }
    }

    /** An API server that does not answer changes nothing of what the gateways were asked to prove. */
    private Answer answered(MeshGoal wanted, boolean brief, Instant now) {
        Answer before = answer;
        Reading fresh = brief ? mesh.glance(target, wanted) : mesh.read(target, wanted);
        if (fresh.unreadable()) {
            pace.stir();
        }
        boolean keep = fresh.unreadable() && wanted.equals(before.goal());
        Answer next = before.with(
                wanted,
                keep ? before.reading() : fresh,
                brief ? workloads.glance(target.namespace(), green) : workloads.look(target.namespace(), green),
                sizes.look(brief, now));
        boolean seek = !brief && !now.isBefore(next.doorsUntil());
        return next.doors().isEmpty() || seek ? withDoors(next, now) : next;
    }

    private Answer withDoors(Answer next, Instant now) {
        try {
            return next.with(gateways.find(target), Optional.empty(), now.plus(DOORS));
        } catch (Obstacle e) {
            return next.with(next.doors(), Optional.of(e.why()), now);
        } catch (RuntimeException e) {
            pace.stir();
            LOG.debugf(e, "the gateways of %s could not be listed", target.rollout());
            return next;
        }
    }

    private Proof prove(Answer known, Instant now) {
        return known.reading().stamps().isEmpty()
                ? new Proof(new MeshSeen.Converged(), List.of())
                : convergence.prove(
                        target.namespace(),
                        known.doors(),
                        known.reading().stamps(),
                        target.pin(),
                        instruments::headers,
                        now);
    }

    /** On the way to green, gateways that serve the weights are of no use as long as probes lack what they have to bring. */
    private MeshSeen askable(MeshSeen seen, Answer known, Instant now) {
        return seen instanceof MeshSeen.Converged && known.goal() instanceof MeshGoal.Split && !first
                ? instruments
                        .unsent(known.doors())
                        .<MeshSeen>map(why -> new MeshSeen.Blind(why, now))
                        .orElse(seen)
                : seen;
    }

    /** Blindness counts from its first moment, not from each look. */
    private MeshSeen sinceWhen(MeshSeen seen, Instant now) {
        if (!(seen instanceof MeshSeen.Blind blind)) {
            blindSince = Optional.empty();
            return seen;
        }
        blindSince = blindSince.or(() -> Optional.of(now));
        return new MeshSeen.Blind(blind.why(), blindSince.get());
    }
}
