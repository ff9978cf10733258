package dev.sluice.controller;

import dev.sluice.mesh.WatchedObjects;
import dev.sluice.rollout.Duty;
import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Starts and stops everything: the watches, the intake and one worker for each active Rollout. */
@ApplicationScoped
class Controller implements Duty {
    private static final Duration ROUND = Duration.ofMillis(200);
    private static final Duration RESYNC = Duration.ofSeconds(5);

    /** Workers that are given away end their pass; whoever takes over is kept waiting no longer for one that hangs. */
    private static final Duration PASS = Duration.ofMillis(500);

    private final Watches watches;
    private final WatchedObjects objects;
    private final Intake intake;
    private final Janitor janitor;
    private final Rollouts rollouts;
    private final Sharding sharding;
    private final Unread unread;
    private final ActiveLimits limits;
    private final Watchdog watchdog;
    private final Parts parts;
    private final Map<String, Worker> workers = new ConcurrentHashMap<>();
    private final Hiring hiring = new Hiring();
    private volatile boolean stopped;
    private final Bell bell = new Bell();
    private final Bell staff = new Bell();

    Controller(
            Watches watches,
            WatchedObjects objects,
            Intake intake,
            Janitor janitor,
            Rollouts rollouts,
            Sharding sharding,
            Unread unread,
            ActiveLimits limits,
            Watchdog watchdog,
            Parts parts) {
        this.watches = watches;
        this.objects = objects;
        this.intake = intake;
        this.janitor = janitor;
        this.rollouts = rollouts;
        this.sharding = sharding;
        this.unread = unread;
        this.limits = limits;
        this.watchdog = watchdog;
        this.parts = parts;
    }

    void start(@Observes StartupEvent event) {
        if (!parts.config().enabled()) {
            return;
        }
        watchdog.start();
        parts.secrets().onNews(bell::ring);
        watches.start(this::changed);
        objects.start(this::changed);
        sharding.loops().watch("the watches of releases", watches::running);
        sharding.loops().watch("the watches of the mesh", objects::running);
        Thread.ofVirtual()
                .name("staff")
                .start(() -> sharding.loops().run("the staffing of the rollouts", Loops.TURN, this::staff));
        Thread.ofVirtual().name("intake").start(() -> sharding.loops().run("the intake", Loops.TURN, this::loop));
        sharding.start(new Sharding.Changes(watches::synced, this::dismiss, this::changed));
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        staff.ring();
        bell.ring();
        watchdog.stop();
        sharding.stop();
        dismiss(_ -> true);
        watches.stop();
        objects.stop();
    }

    /** Whether the API server has told everything once, of all namespaces that may be read. */
    boolean ready() {
        return !parts.config().enabled() || watches.ready();
    }

    @Override
    public int shards() {
        return sharding.shards();
    }

    /** What this replica carries is another: who carries what it does no longer ends, and whoever is missing is hired. */
    private void changed() {
        dismiss(namespace -> !sharding.carries(namespace));
        staff.ring();
        bell.ring();
    }

    private void dismiss(Predicate<String> namespaces) {
        List<Worker> leaving = workers.values().stream()
                .filter(worker -> namespaces.test(worker.namespace()))
                .toList();
        leaving.forEach(Worker::stop);
        long until = System.nanoTime() + PASS.toNanos();
        leaving.forEach(worker -> worker.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
        workers.values().removeAll(leaving);
    }

    /** Something has changed; its worker is told too, since a new pod template must take the weight away at once. */
    private void changed(HasMetadata what) {
        Guarded.run("telling the workers", () -> {
            workers.values().forEach(worker -> worker.heard(what));
        });
        staff.ring();
        bell.ring();
    }

    private void loop() {
        while (!stopped) {
            Loops.beat();
            boolean acts = acts();
            if (acts) {
                Guarded.run("what cannot be read", unread::pass);
                Guarded.run("the intake", () -> {
                    if (intake.pass()) {
                        bell.ring();
                    }
                });
                Guarded.run("the tidying", janitor::pass);
                staff.ring();
            }
            settle();
            bell.await(acts ? RESYNC : RESYNC.dividedBy(50));
        }
    }

    private boolean acts() {
        return sharding.shards() > 0 && watches.synced();
    }

    /** Whoever takes a rollout over waits for no other work of this replica. */
    private void staff() {
        while (!stopped) {
            Loops.beat();
            boolean acts = acts();
            Guarded.run("staffing the rollouts", this::crew);
            staff.await(acts ? RESYNC : RESYNC.dividedBy(50));
        }
    }

    /** In a busy cluster something changes all the time; a few rounds a second are enough to begin releases. */
    private static void settle() {
        new Bell().await(ROUND);
    }

    /** What the watches tell a worker. */
    private final class Told implements Watching {
        @Override
        public Optional<StoredRollout> rollout(String key) {
            return watches.rollout(key);
        }

        @Override
        public boolean live(String namespace) {
            return watches.live(namespace) && objects.live(namespace);
        }
    }

    /** One worker for each active Rollout that its namespace may have. */
    private void crew() {
        workers.values().stream()
                .filter(worker -> !sharding.carries(worker.namespace()))
                .forEach(Worker::stop);
        workers.values().removeIf(worker -> !worker.running());
        if (!watches.synced()) {
            return;
        }
        List<StoredRollout> idle = limits.within(watches.rollouts()).stream()
                .filter(rollout -> sharding.mayAct(rollout.namespace()))
                .filter(rollout -> !workers.containsKey(rollout.key()))
                .filter(Unread::workable)
                .toList();
        hiring.each(idle, parts.clock().instant(), this::hire);
    }

    /** The watch may lag behind a worker that has just ended, so the API server is asked. */
    private void hire(StoredRollout seen) {
        Optional<StoredRollout> fresh = rollouts.get(seen.namespace(), seen.name())
                .filter(StoredRollout::active)
                .filter(Unread::workable);
        fresh.ifPresent(rollout -> {
            Worker worker = new Worker(rollout, parts, new Told());
            workers.put(rollout.key(), worker);
            Thread.ofVirtual()
                    .name("work-" + rollout.name())
                    .start(() -> sharding.loops()
                            .run(
                                    "the worker of " + rollout.key(),
                                    Loops.TURN,
                                    () -> Guarded.run(rollout.key(), worker)));
            if (!sharding.carries(rollout.namespace())) {
                worker.stop();
            }
        });
    }
}
