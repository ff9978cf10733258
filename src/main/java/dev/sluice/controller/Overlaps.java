package dev.sluice.controller;

import dev.sluice.mesh.Mesh;
import dev.sluice.mesh.RouteTable;
import dev.sluice.policy.PolicySpec;
import dev.sluice.policy.RouteSpec;
import dev.sluice.store.StoredPolicy;
import dev.sluice.store.StoredRollout;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Finds what would move the same http route for the same host: of two policies the later one yields, of two releases too. */
@ApplicationScoped
class Overlaps {
    private static final Logger LOG = Logger.getLogger(Overlaps.class);
    private static final Comparator<StoredPolicy> BY_AGE =
            Comparator.comparing(StoredPolicy::created).thenComparing(StoredPolicy::name);

    /** Policies are looked at whenever anything changes in the cluster; their VirtualServices are read no oftener than this. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Mesh mesh;
    private final InstantSource clock;
    private final Map<String, Known> known = new HashMap<>();

    /** The http routes that two policies have in common. */
    private interface Both {
        List<String> of(RouteTable table, RouteSpec one, RouteSpec other);
    }

    private record Known(Instant at, Optional<RouteTable> table) {}

    Overlaps(Mesh mesh, InstantSource clock) {
        this.mesh = mesh;
        this.clock = clock;
    }

    /** Why this policy yields to an older one, and the cure; empty when it need not. */
    Optional<String> withOlder(StoredPolicy policy, PolicySpec plan, List<StoredPolicy> all) {
        return all.stream()
                .filter(other -> other.namespace().equals(policy.namespace()))
                .filter(other -> BY_AGE.compare(other, policy) < 0)
                .sorted(BY_AGE)
                .flatMap(
                        other -> other.spec().stream()
                                .flatMap(older -> common(
                                        plan,
                                        older.routes(),
                                        name -> lately(policy.namespace(), name),
                                        RouteTable::common)
                                        .stream())
                                .map(
                                        common -> common + " are managed by RolloutPolicy " + other.name()
                                                + " already, which is older; name others in spec.routes.httpRoutes of one of the two, or delete one"))
                .findFirst();
    }

    /**
     * For which release under another policy one under this policy has to wait; empty when for none.
     *
     * @param rollouts those of the namespace, as the API server knows them now
     */
    Optional<String> withActive(StoredPolicy policy, PolicySpec plan, List<StoredRollout> rollouts) {
        return rollouts.stream()
                .filter(StoredRollout::active)
                .filter(rollout -> !rollout.spec().policy().equals(policy.name()))
                .flatMap(rollout ->
                        common(plan, routes(rollout), name -> mesh.routes(policy.namespace(), name), RouteTable::shared)
                                .stream()
                                .map(common -> "waits for Rollout " + rollout.name() + " of RolloutPolicy "
                                        + rollout.spec().policy() + " to end: " + common + " are moved by it"))
                .findFirst();
    }

    private static List<RouteSpec> routes(StoredRollout rollout) {
        return rollout.target().routes().stream()
                .map(route -> new RouteSpec(route.virtualService(), route.httpRoutes(), route.host(), null))
                .toList();
    }

    private static Optional<String> common(
            PolicySpec plan, List<RouteSpec> others, Function<String, Optional<RouteTable>> tables, Both both) {
        for (RouteSpec one : plan.routes()) {
            for (RouteSpec other : others) {
                if (one.virtualService().equals(other.virtualService())) {
                    List<String> common = tables.apply(one.virtualService())
                            .map(table -> both.of(table, one, other))
                            .orElse(List.of());
                    if (!common.isEmpty()) {
                        return Optional.of("http routes of VirtualService " + one.virtualService() + " ("
                                + String.join(", ", common) + ")");
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A VirtualService that cannot be read makes no policy wrong. */
    private Optional<RouteTable> lately(String namespace, String virtualService) {
        Instant now = clock.instant();
        known.values()
                .removeIf(
                        one -> now.isBefore(one.at()) || !now.isBefore(one.at().plus(FRESH)));
        return known.computeIfAbsent(
                        namespace + "/" + virtualService, key -> new Known(now, read(namespace, virtualService)))
                .table();
    }

    private Optional<RouteTable> read(String namespace, String virtualService) {
        try {
            return mesh.routes(namespace, virtualService);
        } catch (RuntimeException e) {
            LOG.debugf(e, "VirtualService %s/%s cannot be read", namespace, virtualService);
            return Optional.empty();
        }
    }
}
