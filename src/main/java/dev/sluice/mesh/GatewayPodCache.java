package dev.sluice.mesh;

import dev.sluice.policy.UntrustedInput;
import dev.sluice.wire.JobWatch;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Of selectors of the Gateways of one namespace; further ones are looked at by each rollout alone. */
    static final int EACH = 8;

    /** The same of all namespaces together. */
    private static final int ALL = 500;

    /** Whoever asks waits no longer than this for another answer to the same namespace. */
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
    private final JobWatch.Job job;
    private volatile Supplier<Set<Map<String, String>>> used = Set::of;

    /**
     * What the API server is asked for.
     *
     * @param selector a Gateway's labels
     * @param home its namespace; empty where pods of all namespaces are asked for anyway
     */
    private record Asked(Map<String, String> selector, String home) {}

    @Inject
    GatewayPodCache(IstioResourceClient istio, GatewayTrust trust, Event<UntrustedGatewayPods> told, JobWatch watch) {
        this(istio, trust, told::fire, System::nanoTime, watch);
    }

    GatewayPodCache(IstioResourceClient istio, GatewayTrust trust, Consumer<UntrustedGatewayPods> told) {
        this(istio, trust, told, System::nanoTime);
    }

    GatewayPodCache(
            IstioResourceClient istio, GatewayTrust trust, Consumer<UntrustedGatewayPods> told, LongSupplier nanos) {
        this(istio, trust, told, nanos, JobWatch.NOBODY);
    }

    private GatewayPodCache(
            IstioResourceClient istio,
            GatewayTrust trust,
            Consumer<UntrustedGatewayPods> told,
            LongSupplier nanos,
            JobWatch watch) {
        this.istio = istio;
        this.trust = trust;
        this.told = told;
        this.nanos = nanos;
        this.job = watch.watchJob("the list of gateway pods", INTERVAL);
    }

    GatewayTrust trust() {
        return trust;
    }

    /** @param used the labels that Gateways select at a moment */
    void start(Supplier<Set<Map<String, String>>> used) {
        this.used = used;
    }

    @Scheduled(every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void refresh() {
        job.run(() -> refresh(used.get()));
    }

    /** Differs from an earlier one when pods have come or gone. */
    long mark() {
        return changes.get();
    }

    /**
     * Empty as long as nobody could be asked, which is not tried again at once: whoever asks waits for it. The further ones of that
     * namespace are then left to those who ask from time to time. Not for several threads.
     *
     * @param home the namespace of the Gateway that has this selector
     */
    Optional<List<GatewayPod>> of(Map<String, String> selector, String home) {
        Asked asked = new Asked(selector, istio.namespaces().all() ? "" : home);
        if (!known.containsKey(asked) && admitted(asked, home) && !hadToWait(home)) {
            long begun = nanos.getAsLong();
            boolean answered = ask(asked);
            if (!answered || nanos.getAsLong() - begun >= SLOW.toNanos()) {
                late.put(home, nanos.getAsLong());
            }
            tell();
        }
        return Optional.ofNullable(known.get(asked));
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
}
