package dev.sluice.controller;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that one replica acts. The election alone does not stop a leader that was frozen and wakes up after another
 * has taken over; so nothing is written unless the lease was seen to be ours a short while ago by this process's clock,
 * which goes on while the process is frozen.
 */
@ApplicationScoped
class Leadership {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    /** Nobody needs another leader for years. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Duration CONFIRM = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final Loops loops;
    private final SluiceConfig.LeaderElection config;
    private final String identity = pod() + "_" + UUID.randomUUID();
    private final Bell bell = new Bell();
    private volatile boolean stopped;
    private volatile long confirmed;
    private volatile boolean everConfirmed;
    private volatile boolean resigned;
    private volatile @Nullable CompletableFuture<?> election;

    Leadership(KubernetesClient client, SluiceConfig config, Loops loops) {
        this.client = client;
        this.loops = loops;
        this.config = config.leaderElection();
    }

    /** Calls {@code lead} when this replica is to act, and {@code follow} when it is to stop. */
    void run(Runnable lead, Runnable follow) {
        if (!config.enabled()) {
            lead.run();
            return;
        }
        Thread.ofVirtual()
                .name("leader-election")
                .start(() -> loops.run("the leader election", FOR_EVER, () -> elect(lead, follow)));
        Thread.ofVirtual()
                .name("leader-confirmation")
                .start(() -> loops.run("the leader confirmation", Loops.TURN, this::confirm));
    }

    /** Whether this replica may write now. */
    boolean mayAct() {
        return !resigned
                && (!config.enabled()
                        || (everConfirmed
                                && System.nanoTime() - confirmed
                                        < config.lease()
                                                .multipliedBy(2)
                                                .dividedBy(3)
                                                .toNanos()));
    }

    /** The loops of this process. */
    Loops loops() {
        return loops;
    }

    /**
     * Gives the Lease back for good: this process is not fit to act.
     *
     * @return whether it had not done so before
     */
    synchronized boolean resign() {
        boolean first = !resigned;
        resigned = true;
        cancel();
        return first;
    }

    /** Whether this process has given the Lease back for good. */
    boolean resigned() {
        return resigned;
    }

    void stop() {
        stopped = true;
        bell.ring();
        cancel();
    }

    private void cancel() {
        CompletableFuture<?> running = election;
        if (running != null) {
            running.cancel(true);
        }
    }

    private void elect(Runnable lead, Runnable follow) {
        while (!stopped && !resigned) {
            try {
                CompletableFuture<?> running = client.leaderElector()
                        .withConfig(settings(lead, follow))
                        .build()
                        .start();
                election = running;
                if (resigned) {
                    cancel();
                }
                running.join();
            } catch (RuntimeException e) {
                LOG.debug("the election ended", e);
            }
            everConfirmed = false;
        }
    }

    private LeaderElectionConfig settings(Runnable lead, Runnable follow) {
        return new LeaderElectionConfigBuilder()
                .withName(config.name())
                .withLeaseDuration(config.lease())
                .withRenewDeadline(config.lease().multipliedBy(2).dividedBy(3))
                .withRetryPeriod(CONFIRM)
                .withReleaseOnCancel(true)
                .withLock(new LeaseLock(namespace(), config.name(), identity))
                .withLeaderCallbacks(new LeaderCallbacks(lead, follow, who -> LOG.infof("the leader is %s", who)))
                .build();
    }

    private void confirm() {
        while (!stopped) {
            Loops.beat();
            long asked = System.nanoTime();
            try {
                Lease lease = client.leases()
                        .inNamespace(namespace())
                        .withName(config.name())
                        .get();
                if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
                    confirmed = asked;
                    everConfirmed = true;
                } else {
                    everConfirmed = false;
                }
            } catch (RuntimeException e) {
                LOG.debug("the lease could not be read", e);
            }
            bell.await(everConfirmed ? CONFIRM : CONFIRM.dividedBy(10));
        }
    }

    private String namespace() {
        return config.namespace().orElseGet(() -> {
            String own = client.getNamespace();
            return own == null ? "default" : own;
        });
    }

    /** Whoever reads the Lease shall find the pod; a restarted container is another holder all the same. */
    private static String pod() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("sluice");
    }
}
