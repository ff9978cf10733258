package dev.sluice.mesh;

import dev.sluice.policy.UntrustedInput;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The pods that have the labels of policies' Gateways. Pods are not watched, since a cluster has too many of them: these few are asked for
 * when a policy first needs them, and again from time to time.
 */
@ApplicationScoped
class GatewayPodCache {
    private static final Logger LOG = Logger.getLogger(GatewayPodCache.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** Further ones are looked at by each rollout alone. */
    private static final int GATEWAYS = 200;

    private final IstioResourceClient istio;
    private final GatewayTrust trust;
    private final Consumer<UntrustedGatewayPods> told;
    private final Map<Asked, List<GatewayPod>> known = new ConcurrentHashMap<>();
    /** When it was that nobody answered. */
    private final Map<Asked, Long> failed = new ConcurrentHashMap<>();

    private final LongSupplier nanos;
    private final AtomicLong changes = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Optional<Thread> thread = Optional.empty();

    /**
     * What the API server is asked for.
     *
     * @param selector a Gateway's labels
     * @param home its namespace; empty where pods of all namespaces are asked for anyway
     */
    private record Asked(Map<String, String> selector, String home) {}

    @Inject
    GatewayPodCache(IstioResourceClient istio, GatewayTrust trust, Event<UntrustedGatewayPods> told) {
        this(istio, trust, told::fire);
    }

    GatewayPodCache(IstioResourceClient istio, GatewayTrust trust, Consumer<UntrustedGatewayPods> told) {
        this(istio, trust, told, System::nanoTime);
    }

    GatewayPodCache(
            IstioResourceClient istio, GatewayTrust trust, Consumer<UntrustedGatewayPods> told, LongSupplier nanos) {
        this.istio = istio;
        this.trust = trust;
        this.told = told;
        this.nanos = nanos;
    }

    GatewayTrust trust() {
        return trust;
    }

    /** @param used the labels that Gateways select at a moment */
    void start(Supplier<Set<Map<String, String>>> used) {
        thread = Optional.of(Thread.ofVirtual().name("gateway-census").start(() -> {
            while (!pause()) {
                refresh(used.get());
            }
        }));
    }

    /** Whether it goes on; one that has ended by itself never asks again. */
    boolean running() {
        return thread.map(Thread::isAlive).orElse(false);
    }

    void stop() {
        stopped.countDown();
    }

    /** Differs from an earlier one when pods have come or gone. */
    long mark() {
        return changes.get();
    }

    /** Empty as long as nobody could be asked, which is not tried again at once: whoever asks waits for it. */
    Optional<List<GatewayPod>> of(Map<String, String> selector, String home) {
        Asked asked = new Asked(selector, istio.namespaces().all() ? "" : home);
        List<GatewayPod> found = known.get(asked);
        if (found == null && known.size() < GATEWAYS && !failedOfLate(asked)) {
            ask(asked);
            tell();
        }
        return Optional.ofNullable(known.get(asked));
    }

    /** Asks again for all that are in use still. */
    void refresh(Set<Map<String, String>> used) {
        known.keySet().removeIf(asked -> !used.contains(asked.selector()));
        known.keySet().forEach(this::ask);
        tell();
    }

    private boolean failedOfLate(Asked asked) {
        failed.values().removeIf(at -> nanos.getAsLong() - at >= INTERVAL.toNanos());
        return failed.containsKey(asked);
    }

    private void ask(Asked asked) {
        try {
            List<GatewayPod> now = istio.pods(asked.selector(), asked.home(), trust);
            if (!now.equals(known.put(asked, now))) {
                changes.incrementAndGet();
            }
        } catch (RuntimeException | Error e) {
            if (!UntrustedInput.survivable(e)) {
                throw e;
            }
            failed.put(asked, nanos.getAsLong());
            LOG.debugf("the pods with labels %s could not be listed: %s", asked.selector(), UntrustedInput.why(e));
        }
    }

    private void tell() {
        told.accept(new UntrustedGatewayPods((int) known.values().stream()
                .flatMap(List::stream)
                .filter(pod -> !trust.admits(pod, pod.namespace()))
                .distinct()
                .count()));
    }

    private boolean pause() {
        try {
            return stopped.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
