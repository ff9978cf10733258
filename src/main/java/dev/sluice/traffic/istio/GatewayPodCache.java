package dev.sluice.traffic.istio;

import dev.sluice.api.UntrustedInput;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The pods that have the labels of policies' Gateways. Pods are not watched, since a cluster has too many of them: these few are asked for
 * once a policy first needs them, and again from time to time, by a thread of their own: nobody waits for an answer.
 */
@ApplicationScoped
class GatewayPodCache {
    private static final Logger LOG = Logger.getLogger(GatewayPodCache.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** Of selectors of the Gateways of one namespace; further ones are looked at by each rollout alone. */
    static final int EACH = 8;

    /** The same of all namespaces together. */
    private static final int ALL = 500;

    /** Where an answer takes longer, further ones for the same namespace have time: others come first. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final IstioResourceClient istio;
    private final GatewayTrust trust;
    private final Consumer<UntrustedGatewayPods> told;
    private final Map<Asked, List<GatewayPod>> known = new ConcurrentHashMap<>();
    /** All that is asked for, and the namespace whose Gateway asked first. */
    private final Map<Asked, String> shares = new ConcurrentHashMap<>();
    /** When it was that nobody answered, or took long to, for the Gateways of a namespace. */
    private final Map<String, Long> late = new ConcurrentHashMap<>();

    private final LongSupplier nanos;
    private final AtomicLong changes = new AtomicLong();
    /** What is needed for the first time, and whose Gateway needs it. */
    private final Map<Asked, String> waiting = new ConcurrentHashMap<>();

    private final Semaphore wakeups = new Semaphore(0);
    private volatile boolean stopped;
    private volatile Runnable changed = () -> {};
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

    /**
     * Begins to ask.
     *
     * @param used the labels that Gateways select at a moment
     * @param changed is run when pods are known for the first time, have come or are gone
     */
    void start(Supplier<Set<Map<String, String>>> used, Runnable changed) {
        this.changed = changed;
        thread = Optional.of(Thread.ofVirtual().name("gateway-census").start(() -> {
            long next = nanos.getAsLong() + INTERVAL.toNanos();
            while (goesOn(next)) {
                answer();
                if (nanos.getAsLong() - next >= 0) {
                    refresh(used.get());
                    next = nanos.getAsLong() + INTERVAL.toNanos();
                }
            }
        }));
    }

    /** Whether it goes on; one that has ended by itself never asks again. */
    boolean running() {
        return thread.map(Thread::isAlive).orElse(false);
    }

    void stop() {
        stopped = true;
        wakeups.release();
    }

    /** Differs from an earlier one when pods have come or gone. */
    long mark() {
        return changes.get();
    }

    /**
     * What is known; empty as long as nobody has answered. Whoever asks waits for nothing: the mark changes with the answer. Where nobody answers it is
     * not tried again at once, and the further ones of that namespace are left to those who ask from time to time.
     *
     * @param home the namespace of the Gateway that has this selector
     */
    Optional<List<GatewayPod>> of(Map<String, String> selector, String home) {
        Asked asked = new Asked(selector, istio.namespaces().all() ? "" : home);
        if (!known.containsKey(asked)
                && admitted(asked, home)
                && !hadToWait(home)
                && waiting.putIfAbsent(asked, home) == null) {
            wakeups.release();
        }
        return Optional.ofNullable(known.get(asked));
    }

    /** Asks for what is needed for the first time. */
    void answer() {
        waiting.forEach((asked, home) -> {
            if (!hadToWait(home)) {
                long begun = nanos.getAsLong();
                boolean answered = ask(asked);
                if (!answered || nanos.getAsLong() - begun >= SLOW.toNanos()) {
                    late.put(home, nanos.getAsLong());
                }
                tell();
            }
            waiting.remove(asked);
        });
    }

    private boolean admitted(Asked asked, String home) {
        boolean room = shares.containsKey(asked)
                || (shares.size() < ALL
                        && shares.values().stream().filter(home::equals).count() < EACH);
        if (room) {
            shares.putIfAbsent(asked, home);
        }
        return room;
    }

    /** Asks again for all that are in use still. */
    void refresh(Set<Map<String, String>> used) {
        shares.keySet().removeIf(asked -> !used.contains(asked.selector()));
        shares.keySet().forEach(this::ask);
        known.keySet().retainAll(shares.keySet());
        tell();
    }

    private boolean hadToWait(String home) {
        late.values().removeIf(at -> nanos.getAsLong() - at >= INTERVAL.toNanos());
        return late.containsKey(home);
    }

    /** Whether there was an answer. */
    private boolean ask(Asked asked) {
        try {
            List<GatewayPod> now = istio.pods(asked.selector(), asked.home(), trust);
            if (!now.equals(known.put(asked, now))) {
                changes.incrementAndGet();
                changed.run();
            }
            return true;
        } catch (RuntimeException | Error e) {
            if (!UntrustedInput.survivable(e)) {
                throw e;
            }
            LOG.debugf("the pods with labels %s could not be listed: %s", asked.selector(), UntrustedInput.why(e));
            return false;
        }
    }

    private void tell() {
        told.accept(new UntrustedGatewayPods((int) known.values().stream()
                .flatMap(List::stream)
                .filter(pod -> !trust.admits(pod, pod.namespace()))
                .distinct()
                .count()));
    }

    /** Waits until something is needed, or it is time to ask again. */
    private boolean goesOn(long next) {
        try {
            if (wakeups.tryAcquire(next - nanos.getAsLong(), TimeUnit.NANOSECONDS)) {
                wakeups.drainPermits();
            }
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
