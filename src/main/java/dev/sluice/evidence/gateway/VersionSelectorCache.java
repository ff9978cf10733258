package dev.sluice.evidence.gateway;

import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.ApiRejectedException;
import dev.sluice.traffic.istio.Delegation;
import dev.sluice.traffic.istio.IstioHost;
import dev.sluice.traffic.istio.IstioResourceClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Keeps the names under which both versions of a rollout are counted; asks on the side, so that nobody waits for it. */
final class VersionSelectorCache {
    private static final Logger LOG = Logger.getLogger(VersionSelectorCache.class);

    /** Of kinds of pods that are remembered. */
    private static final int MOST = 2_000;

    private static final Duration FRESH = Duration.ofSeconds(5);

    /** As long as nothing is said to have changed. */
    private static final Duration CALM = Duration.ofSeconds(60);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final IstioResourceClient istio;
    private final Function<IstioHost, List<String>> strangers;
    private final TrafficTarget target;
    private final AtomicBoolean asking = new AtomicBoolean();
    /** The labels, as far as they matter, of each pod that was seen since the rollout began: one that is gone has left its counters. */
    private final Map<IstioHost, Set<Map<String, String>>> pods = new ConcurrentHashMap<>();

    private volatile Optional<VersionMetricSelector> known = Optional.empty();
    private volatile String trouble = "";
    private volatile boolean stirred = true;
    private Instant asked = Instant.MIN;

    /** @param strangers the VirtualServices of others, as {@code namespace/name}, that send requests to a host as well */
    VersionSelectorCache(IstioResourceClient istio, Function<IstioHost, List<String>> strangers, TrafficTarget target) {
        this.istio = istio;
        this.strangers = strangers;
        this.target = target;
    }

    /** The names as they were seen last; none as long as somebody else sends requests to the host, which the watch knows at once. */
    Optional<VersionMetricSelector> known(Instant now) {
        Optional<String> others = others();
        if (others.isPresent()) {
            trouble = others.get();
            known = Optional.empty();
            return Optional.empty();
        }
        Duration life = known.isEmpty() ? PATIENCE : stirred ? FRESH : CALM;
        if ((!now.isBefore(asked.plus(life)) || asked.isAfter(now)) && asking.compareAndSet(false, true)) {
            asked = now;
            stirred = false;
            Thread.ofVirtual().name("names-" + target.rollout()).start(this::ask);
        }
        return known;
    }

    /** Something may have changed. By any thread. */
    void stir() {
        stirred = true;
    }

    /** Why nothing is known; empty before the first answer. */
    String trouble() {
        return trouble;
    }

    /** Gateways count by version and not by route: what others let requests meet on their way would count against a version. */
    private Optional<String> others() {
        return target.routes().stream()
                .map(TrafficTarget.Route::host)
                .filter(host -> !strangersTo(host).isEmpty())
                .findFirst()
                .map(host -> "VirtualService " + Delegation.some(strangersTo(host))
                        + " of another namespace sends requests to "
                        + host
                        + " too, so that its author decides what they meet, and gateways do not tell them apart; remove it,"
                        + " or let the operator trust its namespace in SLUICE_GATEWAYS_ROOT_NAMESPACES");
    }

    private List<String> strangersTo(String host) {
        return strangers.apply(IstioHost.of(host, target.namespace()));
    }

    /** An API server that fails takes nothing away that is known. */
    private void ask() {
        try {
            known = Optional.of(
                    VersionMetricSelector.of(target, istio.rules(target.namespace(), target.hosts()), this::labels));
            trouble = "";
        } catch (TrafficConfigException e) {
            trouble = e.why();
        } catch (RuntimeException e) {
            stirred = true;
            trouble = "the DestinationRules of namespace " + target.namespace() + " cannot be read: " + e.getMessage();
        } finally {
            asking.set(false);
        }
    }

    /** Where pods cannot be seen, those that were seen are all that is known. */
    private List<Map<String, String>> labels(IstioHost host, Set<String> keys) {
        Set<Map<String, String>> seen = pods.computeIfAbsent(host, _ -> new LinkedHashSet<>());
        if (host.namespace().equals(target.namespace())) {
            try {
                Map<String, String> selector =
                        istio.selector(host.namespace(), host.service()).orElse(Map.of());
                if (seen.size() > MOST) {
                    seen.clear();
                }
                if (!selector.isEmpty()) {
                    seen.addAll(istio.podLabels(host.namespace(), selector, keys));
                }
            } catch (ApiRejectedException | KubernetesClientException e) {
                LOG.debugf(e, "the pods of %s cannot be seen", host.service());
            }
        }
        return List.copyOf(seen);
    }
}
