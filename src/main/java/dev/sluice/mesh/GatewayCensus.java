package dev.sluice.mesh;

import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The pods that have the labels of policies' Gateways. Pods are not watched, since a cluster has too many of them: these few are asked for
 * when a policy first needs them, and again from time to time.
 */
@ApplicationScoped
class GatewayCensus {
    private static final Logger LOG = Logger.getLogger(GatewayCensus.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** Further ones are looked at by each rollout alone. */
    private static final int GATEWAYS = 200;

    private final Documents documents;
    private final GatewayTrust trust;
    private final Consumer<Strangers> told;
    private final Map<Map<String, String>, List<GatewayPod>> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Inject
    GatewayCensus(Documents documents, GatewayTrust trust, Event<Strangers> told) {
        this(documents, trust, told::fire);
    }

    GatewayCensus(Documents documents, GatewayTrust trust, Consumer<Strangers> told) {
        this.documents = documents;
        this.trust = trust;
        this.told = told;
    }

    GatewayTrust trust() {
        return trust;
    }

    void start() {
        Thread.ofVirtual().name("gateway-census").start(() -> {
            while (!pause()) {
                refresh();
            }
        });
    }

    void stop() {
        stopped.countDown();
    }

    /** Differs from an earlier one when pods have come or gone. */
    long mark() {
        return changes.get();
    }

    /** Empty as long as nobody could be asked. */
    Optional<List<GatewayPod>> of(Map<String, String> selector) {
        List<GatewayPod> found = known.get(selector);
        if (found == null && known.size() < GATEWAYS) {
            ask(selector);
            tell();
        }
        return Optional.ofNullable(known.get(selector));
    }

    /** Asks for all of them again. */
    void refresh() {
        known.keySet().forEach(this::ask);
        tell();
    }

    private void ask(Map<String, String> selector) {
        try {
            List<GatewayPod> now = documents.pods(selector, trust);
            if (!now.equals(known.put(selector, now))) {
                changes.incrementAndGet();
            }
        } catch (Refused | KubernetesClientException e) {
            LOG.debugf("the pods with labels %s could not be listed: %s", selector, e.getMessage());
        }
    }

    private void tell() {
        told.accept(new Strangers((int) known.values().stream()
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
