package dev.sluice.controller;

import dev.sluice.store.StoredRollout;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** How many Rollouts may go on at one time, in one namespace and in all: each has probes, counters and memory of its own. */
@ApplicationScoped
class ActiveLimits {
    private final int all;
    private final int each;

    ActiveLimits(SluiceConfig config) {
        this.all = config.maxActive();
        this.each = config.maxActivePerNamespace();
    }

    /** Why another one in a namespace has to wait for one to end; empty when it need not. */
    Optional<String> reached(String namespace, List<StoredRollout> known) {
        List<StoredRollout> active =
                known.stream().filter(StoredRollout::active).toList();
        long own = active.stream()
                .filter(rollout -> rollout.namespace().equals(namespace))
                .count();
        return own >= each
                ? Optional.of("waits for one of the " + own + " active Rollouts of namespace " + namespace
                        + " to end; SLUICE_CONTROLLER_MAX_ACTIVE_PER_NAMESPACE allows no more")
                : active.size() >= all
                        ? Optional.of("waits for one of the " + active.size()
                                + " active Rollouts of the cluster to end; SLUICE_CONTROLLER_MAX_ACTIVE allows no more")
                        : Optional.empty();
    }
}
