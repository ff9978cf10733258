package dev.sluice.controller;

import dev.sluice.kubernetes.StoredRollout;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many Rollouts may go on at one time, in one namespace and in all: each has probes, counters and memory of its own. */
@ApplicationScoped
public class ActiveLimits {
    private final int all;
    private final int each;

    @Inject
    ActiveLimits(ControllerConfig config) {
        this(config.maxActive(), config.maxActivePerNamespace());
    }

    ActiveLimits(int all, int each) {
        this.all = all;
        this.each = each;
    }

    /**
     * Why another one in a namespace has to wait for one to end; empty when it need not. A namespace that has less than its share, which is what
     * each would get if there were one more, waits for nobody who has more: what others have beyond theirs does not count against it.
     */
    Optional<String> reached(String namespace, List<StoredRollout> known) {
        Map<String, List<StoredRollout>> active = active(known);
        int own = active.getOrDefault(namespace, List.of()).size();
        if (own >= each) {
            return Optional.of("waits for one of the " + own + " active Rollouts of namespace " + namespace
                    + " to end; SLUICE_CONTROLLER_MAX_ACTIVE_PER_NAMESPACE allows no more");
        }
        int holders = own == 0 ? active.size() + 1 : active.size();
        int share = Math.max(1, all / (holders + 1));
        // Somebody may have written more of them by hand than may go on: they keep nobody else waiting.
        int counts = own < share ? Math.min(share, each) : each;
        int together = active.values().stream()
                .mapToInt(there -> Math.min(there.size(), counts))
                .sum();
        return together < all
                ? Optional.empty()
                : Optional.of("waits for one of the " + together
                        + " active Rollouts of the cluster to end; SLUICE_CONTROLLER_MAX_ACTIVE allows no more, beyond a share of "
                        + share + " for each namespace");
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
