package dev.sluice.controller;

import dev.sluice.kubernetes.ApiLeases;
import dev.sluice.kubernetes.Membership;
import dev.sluice.kubernetes.ShardMap;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which namespaces this replica carries, and whether it may write there now. Without leader election: all, and always. */
@ApplicationScoped
public class Sharding {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration UNREADY = Duration.ofMillis(5);
    private static final int LONGEST_NAME = 50;
    private static final int RANDOM_CHARS = 5;

    private final LoopMonitor loopMonitor;
    private final ControllerConfig.LeaderElection config;
    private final Membership membership;
    private final ApiLeases leases;
    private final WakeupSignal wakeup = new WakeupSignal();
    private final WakeupSignal departed = new WakeupSignal();
    private volatile @Nullable SharedIndexInformer<Lease> watch;
    private volatile Changes changes = new Changes(() -> true, _ -> {}, () -> {});
    private volatile boolean resigned;

    Sharding(KubernetesClient client, ControllerConfig config, LoopMonitor loopMonitor) {
        this.loopMonitor = loopMonitor;
        this.config = config.leaderElection();
        this.leases = new ApiLeases(client, namespace(client), this.config.name(), this.config.lease());
        this.membership = new Membership(
                leases, this.config.lease(), System::nanoTime, Sharding::name, new Membership.Listener() {
                    @Override
                    public void yields(Set<Integer> shards) {
                        changes.yields().accept(namespace -> shards.contains(ShardMap.shardOf(namespace)));
                    }

                    @Override
                    public void changed() {
                        changes.changed().run();
                    }
                });
    }

    /**
     * Who is told.
     *
     * @param ready whether this replica could carry anything; it joins no sooner
     * @param yields of namespaces that this replica is about to give away, in which it may write no more already
     * @param changed that it carries others than before
     */
    record Changes(BooleanSupplier ready, Consumer<Predicate<String>> yields, Runnable changed) {}

    /** Joins the other replicas. */
    void start(Changes told) {
        changes = told;
        if (!config.enabled()) {
            told.changed().run();
            return;
        }
        SharedIndexInformer<Lease> informer = leases.watch(membership, wakeup::ring);
        informer.exceptionHandler((_, _) -> true).start();
        watch = informer;
        loopMonitor.watch(
                "the watch of the Leases",
                () -> !informer.stopped().toCompletableFuture().isDone());
        // Of the system's, so that it has its turn whatever virtual threads are busy with.
        Thread.ofPlatform()
                .daemon()
                .name("membership")
                .start(() -> loopMonitor.run("the membership of this replica", LoopMonitor.TURN, this::loop));
    }

    /** Whether this replica may write now what is in a namespace. */
    boolean mayAct(String namespace) {
        return !resigned && (!config.enabled() || membership.mayAct(ShardMap.shardOf(namespace)));
    }

    /** Whether a namespace is this replica's to carry, though it may have to wait for its next renewal to act. */
    boolean carries(String namespace) {
        return !resigned && (!config.enabled() || membership.owns(ShardMap.shardOf(namespace)));
    }

    /** For how many shards it may write. */
    int shards() {
        return resigned ? 0 : config.enabled() ? membership.active() : ShardMap.SHARDS;
    }

    /** The loops of this process. */
    LoopMonitor loops() {
        return loopMonitor;
    }

    /**
     * Gives everything to the others for good: this process is not fit to act.
     *
     * @return whether it had not done so before
     */
    synchronized boolean resign() {
        boolean first = !resigned;
        resigned = true;
        membership.leave();
        wakeup.ring();
        return first;
    }

    /** Whether this process has given everything away for good. */
    boolean resigned() {
        return resigned;
    }

    /** Gives everything to the others, and waits a little for that. */
    void stop() {
        membership.leave();
        wakeup.ring();
        SharedIndexInformer<Lease> informer = watch;
        if (informer != null) {
            departed.await(PATIENCE);
            informer.close();
        }
    }

    private void loop() {
        boolean ready = false;
        while (!membership.left()) {
            LoopMonitor.heartbeat();
            ready |= changes.ready().getAsBoolean();
            wakeup.await(ready || membership.leaving() ? membership.turn() : UNREADY);
        }
        departed.ring();
    }

    private String namespace(KubernetesClient client) {
        return config.namespace().orElseGet(() -> {
            String own = client.getNamespace();
            return own == null ? "default" : own;
        });
    }

    /** Whoever reads the Lease shall find the pod; a restarted container is another replica all the same. */
    private static String name() {
        String pod = Optional.ofNullable(System.getenv("HOSTNAME"))
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return (pod.isEmpty() ? "sluice" : pod.substring(0, Math.min(LONGEST_NAME, pod.length()))) + "-"
                + UUID.randomUUID().toString().substring(0, RANDOM_CHARS);
    }
}
