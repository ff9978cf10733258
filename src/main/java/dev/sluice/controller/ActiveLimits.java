package dev.sluice.controller;

import dev.sluice.store.StoredRollout;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many Rollouts may go on at one time, in one namespace and in all: each has probes, counters and memory of its own. */
@ApplicationScoped
class ActiveLimits {
    private final int all;
    private final int each;

    ActiveLimits(ControllerConfig config) {
        this.all = config.maxActive();
        this.each = config.maxActivePerNamespace();
    }

    /** Why another one in a namespace has to wait for one to end; empty when it need not. */
    Optional<String> reached(String namespace, List<StoredRollout> known) {
        Map<String, List<StoredRollout>> active = active(known);
        int own = active.getOrDefault(namespace, List.of()).size();
        // Somebody may have written more of them by hand: they keep nobody else waiting.
        int together = active.values().stream()
                .mapToInt(there -> Math.min(there.size(), each))
                .sum();
        return own >= each
                ? Optional.of("waits for one of the " + own + " active Rollouts of namespace " + namespace
                        + " to end; SLUICE_CONTROLLER_MAX_ACTIVE_PER_NAMESPACE allows no more")
                : together >= all
                        ? Optional.of("waits for one of the " + together
                                + " active Rollouts of the cluster to end; SLUICE_CONTROLLER_MAX_ACTIVE allows no more")
                        : Optional.empty();
    }

    /** The active ones of each namespace, as many as may go on there, the oldest first. */
    List<StoredRollout> within(List<StoredRollout> known) {
        return active(known).values().stream()
                .flatMap(there -> oldest(there).limit(each))
                .toList();
    }

    /** The active ones that are too many in their namespace, which only somebody who writes Rollouts by hand can bring about. */
    List<StoredRollout> beyond(List<StoredRollout> known) {
        return active(known).values().stream()
                .flatMap(there -> oldest(there).skip(each))
                .toList();
    }

    private static Map<String, List<StoredRollout>> active(List<StoredRollout> known) {
        return known.stream().filter(StoredRollout::active).collect(Collectors.groupingBy(StoredRollout::namespace));
    }

    private static Stream<StoredRollout> oldest(List<StoredRollout> all) {
        return all.stream().sorted(StoredRollout.BY_AGE);
    }
}
