package dev.sluice.evidence.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** What keeps users' requests from being counted, gateway by gateway. Told in the log once, when it begins. */
final class ScrapeHealth {
    private static final Logger LOG = Logger.getLogger(ScrapeHealth.class);

    /** One scrape that fails is no blindness yet. */
    private static final int ENOUGH = 3;

    private final String rollout;
    private final Map<String, Integer> failures = new LinkedHashMap<>();
    private final Map<String, String> troubles = new LinkedHashMap<>();

    ScrapeHealth(String rollout) {
        this.rollout = rollout;
    }

    synchronized void failed(String gateway, String why) {
        if (failures.merge(gateway, 1, Integer::sum) >= ENOUGH) {
            trouble(gateway, why);
        }
    }

    synchronized void succeeded(String gateway) {
        failures.remove(gateway);
        troubles.remove(gateway);
    }

    /** Something that needs no second look. */
    synchronized void trouble(String gateway, String why) {
        if (troubles.put(gateway, why) == null) {
            LOG.warnf("%s: users' requests cannot be counted: %s", rollout, why);
        }
    }

    /** Forgets the gateways that are not asked any more. */
    synchronized void keep(Set<String> gateways) {
        failures.keySet().retainAll(gateways);
        troubles.keySet().retainAll(gateways);
    }

    synchronized Optional<String> why() {
        return troubles.isEmpty()
                ? Optional.empty()
                : Optional.of(troubles.values().iterator().next()
                        + (troubles.size() == 1 ? "" : " (and " + (troubles.size() - 1) + " more)"));
    }
}
