package dev.sluice.controller;

import dev.sluice.kubernetes.ProbeSecrets;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.ShardOwnership;
import dev.sluice.traffic.istio.WatchedObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Starts and stops everything: the watches, the policy reconciler and one worker for each active Rollout. */
@ApplicationScoped
class RolloutController implements ShardOwnership {
    /** In a busy cluster something changes all the time; a few rounds a second are enough to begin releases. */
    private static final Duration ROUND = Duration.ofMillis(200);

    /** Each round looks through all Rollouts. */
    private static final Duration STAFFING = Duration.ofMillis(50);

    private static final Duration RESYNC = Duration.ofSeconds(5);

    /** Policies are looked at when something changes and when the scheduler says so; longer than this nobody relies on either. */
    private static final Duration UNCALLED = Duration.ofMinutes(1);

    /** Workers that are given away end their pass; whoever takes over is kept waiting no longer for one that hangs. */
    private static final Duration PASS = Duration.ofMillis(500);

    private final InformerCaches caches;
    private final WatchedObjects objects;
    private final PolicyReconciler policyReconciler;
    private final RolloutClient rollouts;
    private final Sharding sharding;
    private final UnreadableRollouts unread;
    private final ActiveLimits limits;
    private final Watchdog watchdog;
    private final ProbeSecrets secrets;
    private final ReconcilerContext parts;
    private final Map<String, RolloutReconciler> workers = new ConcurrentHashMap<>();
    private final ReconcilerLauncher launcher;
    private volatile boolean stopped;
    private final LoopPacer wakeup = new LoopPacer(ROUND);
    private final LoopPacer staff = new LoopPacer(STAFFING);
    private final LoopMonitor.Job resync;

    RolloutController(
            InformerCaches caches,
            WatchedObjects objects,
            PolicyReconciler policyReconciler,
            RolloutClient rollouts,
            Sharding sharding,
            UnreadableRollouts unread,
            ActiveLimits limits,
            Watchdog watchdog,
            ProbeSecrets secrets,
            ReconcilerContext parts) {
        this.caches = caches;
        this.objects = objects;
        this.policyReconciler = policyReconciler;
        this.rollouts = rollouts;
        this.sharding = sharding;
        this.unread = unread;
        this.limits = limits;
        this.watchdog = watchdog;
        this.secrets = secrets;
        this.parts = parts;
        this.resync = sharding.loops().watchJob("the resync", RESYNC);
        this.launcher =
                new ReconcilerLauncher(NamespaceThreads.watched(sharding.loops(), "hire", "the taking up of rollouts"));
    }

    void start(@Observes StartupEvent event) {
        if (!parts.config().enabled()) {
            return;
        }
        watchdog.start();
        secrets.onNews(wakeup::ring);
        caches.start(this::changed);
        objects.start(this::changed);
        sharding.loops().watch("the watches of releases", caches::running);
        sharding.loops().watch("the watches of the mesh", objects::running);
        Thread.ofVirtual()
                .name("staff")
                .start(() -> sharding.loops().run("the staffing of the rollouts", LoopMonitor.TURN, this::staff));
        Thread.ofVirtual()
                .name("intake")
                .start(() -> sharding.loops().run("the policy reconciler", LoopMonitor.TURN, this::loop));
        sharding.start(new Sharding.Changes(caches::synced, this::stopReconciler, this::changed));
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        staff.ring();
        wakeup.ring();
        watchdog.stop();
        sharding.stop();
        stopReconciler(_ -> true);
        caches.stop();
        objects.stop();
    }

    /** Whether the API server has told everything once, of all namespaces that may be read. */
    boolean ready() {
        return !parts.config().enabled() || caches.ready();
    }

    @Override
    public int shards() {
        return sharding.shards();
    }

    /** What this replica carries is another: who carries what it does no longer ends, and whoever is missing is hired. */
    private void changed() {
        stopReconciler(namespace -> !sharding.carries(namespace));
        staff.ring();
        wakeup.ring();
    }

    private void stopReconciler(Predicate<String> namespaces) {
        List<RolloutReconciler> leaving = workers.values().stream()
                .filter(reconciler -> namespaces.test(reconciler.namespace()))
                .toList();
        leaving.forEach(RolloutReconciler::stop);
        long until = System.nanoTime() + PASS.toNanos();
        leaving.forEach(reconciler -> reconciler.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
        workers.values().removeAll(leaving);
    }

    /** Something has changed; its worker is told too, since a new pod template must take the weight away at once. */
    private void changed(HasMetadata what) {
        IsolatedTask.run("telling the workers", () -> {
            workers.values().forEach(reconciler -> reconciler.onChange(what));
        });
        staff.ring();
        wakeup.ring();
    }

    private void loop() {
        while (!stopped) {
            LoopMonitor.heartbeat();
            boolean acts = acts();
            if (acts) {
                IsolatedTask.run("what cannot be read", unread::pass);
                IsolatedTask.run("the policy reconciler", () -> {
                    if (policyReconciler.reconcileAll()) {
                        wakeup.ring();
                    }
                });
                staff.ring();
            }
            wakeup.await(acts ? UNCALLED : RESYNC.dividedBy(50));
        }
    }

    /** Looks at all policies though nothing has changed: what has failed is tried again, and what takes time may be over. */
    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void resync() {
        resync.run(wakeup::ring);
    }

    private boolean acts() {
        return sharding.shards() > 0 && caches.synced();
    }

    /** Whoever takes a rollout over waits for no other work of this replica. */
    private void staff() {
        while (!stopped) {
            LoopMonitor.heartbeat();
            boolean acts = acts();
            IsolatedTask.run("staffing the rollouts", this::crew);
            staff.await(acts ? RESYNC : RESYNC.dividedBy(50));
        }
    }

    /** What the watches tell a worker. */
    private final class Told implements RolloutWatch {
        @Override
        public Optional<StoredRollout> rollout(String key) {
            return caches.rollout(key);
        }

        @Override
        public boolean live(String namespace) {
            return caches.live(namespace) && objects.live(namespace);
        }
    }

    /** One worker for each active Rollout that its namespace may have. */
    private void crew() {
        workers.values().stream()
                .filter(reconciler -> !sharding.carries(reconciler.namespace()))
                .forEach(RolloutReconciler::stop);
        workers.values().removeIf(reconciler -> !reconciler.running());
        if (!caches.synced()) {
            return;
        }
        List<StoredRollout> idle = limits.within(caches.rollouts()).stream()
                .filter(rollout -> sharding.mayAct(rollout.namespace()))
                .filter(rollout -> !workers.containsKey(rollout.key()))
                .filter(UnreadableRollouts::workable)
                .toList();
        launcher.each(idle, parts.clock(), this::startReconciler);
    }

    /** The watch may lag behind a worker that has just ended, so the API server is asked, in a thread of the namespace. */
    private void startReconciler(StoredRollout seen) {
        if (workers.containsKey(seen.key()) || !sharding.mayAct(seen.namespace())) {
            return;
        }
        Optional<StoredRollout> fresh = (ReconcilerLauncher.urgent(seen)
                        ? rollouts.getUrgently(seen.namespace(), seen.name())
                        : rollouts.get(seen.namespace(), seen.name()))
                .filter(StoredRollout::active)
                .filter(UnreadableRollouts::workable);
        fresh.ifPresent(rollout -> {
            RolloutReconciler reconciler = new RolloutReconciler(rollout, parts, new Told());
            workers.put(rollout.key(), reconciler);
            Thread.ofVirtual()
                    .name("work-" + rollout.name())
                    .start(() -> sharding.loops()
                            .run(
                                    "the worker of " + rollout.key(),
                                    LoopMonitor.TURN,
                                    () -> IsolatedTask.run(rollout.key(), reconciler)));
            if (stopped || !sharding.carries(rollout.namespace())) {
                reconciler.stop();
            }
        });
    }
}
