package dev.sluice.controller;

import dev.sluice.mesh.IstioTrafficRouter;
import dev.sluice.mesh.RouteTable;
import dev.sluice.policy.PolicySpec;
import dev.sluice.policy.RouteSpec;
import dev.sluice.store.StoredPolicy;
import dev.sluice.store.StoredRollout;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Finds what would move the same http route for the same host: of two policies the later one yields, of two releases too. */
@ApplicationScoped
class RouteConflicts {
    private static final Logger LOG = Logger.getLogger(RouteConflicts.class);

    /** Policies are looked at whenever anything changes in the cluster; their VirtualServices are read no oftener than this. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** What nobody asked about for so long is not kept. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(5);

    private final IstioTrafficRouter router;
    private final InstantSource clock;
    private final RouteClaims claims = new RouteClaims();
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, Checked> checked = new HashMap<>();

    /** The http routes that two policies have in common. */
    private interface Both {
        List<String> of(RouteTable table, RouteSpec one, RouteSpec other);
    }

    private record Known(Instant at, Optional<RouteTable> table) {}

    /** What was found, and what it rests on: who names the VirtualServices, and the routes that these have. */
    private record Checked(List<Object> basis, Optional<String> why) {}

    RouteConflicts(IstioTrafficRouter router, InstantSource clock) {
        this.router = router;
        this.clock = clock;
    }

    /** Takes over which policies there are, before any is asked about. */
    void know(List<StoredPolicy> all) {
        claims.update(all);
        checked.keySet().retainAll(all.stream().map(RouteConflicts::key).collect(Collectors.toSet()));
        Instant now = clock.instant();
        known.values().removeIf(one -> one.at().isBefore(now.minus(FORGOTTEN)) || now.isBefore(one.at()));
    }

    /** Why this policy yields to an older one, and the cure; empty when it need not. Looked into again when one of them, or the routes, changed. */
    Optional<String> withOlder(StoredPolicy policy, PolicySpec plan) {
        List<String> contested = plan.routes().stream()
                .map(RouteSpec::virtualService)
                .distinct()
                .filter(name -> !claims.older(policy, name).isEmpty())
                .toList();
        List<Object> basis = new ArrayList<>(List.of(plan.routes()));
        contested.forEach(name -> {
            basis.add(claims.mark(policy.namespace(), name));
            basis.add(lately(policy.namespace(), name));
        });
        Checked last = checked.get(key(policy));
        if (last == null || !last.basis().equals(basis)) {
            last = new Checked(basis, look(policy, plan, contested));
            checked.put(key(policy), last);
        }
        return last.why();
    }

    private Optional<String> look(StoredPolicy policy, PolicySpec plan, List<String> contested) {
        return contested.stream()
                .map(name -> claims.older(policy, name))
                .flatMap(Collection::stream)
                .distinct()
                .sorted(RouteClaims.BY_AGE)
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

    private static String key(StoredPolicy policy) {
        return policy.namespace() + "/" + policy.name();
    }

    /**
     * For which release under another policy one under this policy has to wait; empty when for none.
     *
     * @param rollouts those of the namespace, as the API server knows them now
     * @param each runs before each VirtualService is read, which is done once, and before each Rollout is looked at
     */
    Optional<String> withActive(StoredPolicy policy, PolicySpec plan, List<StoredRollout> rollouts, Runnable each) {
        Map<String, Optional<RouteTable>> tables = new HashMap<>();
        Function<String, Optional<RouteTable>> table = name -> tables.computeIfAbsent(name, _ -> {
            each.run();
            return router.routes(policy.namespace(), name);
        });
        return rollouts.stream()
                .filter(StoredRollout::active)
                .filter(rollout -> !rollout.spec().policy().equals(policy.name()))
                .peek(_ -> each.run())
                .flatMap(rollout -> common(plan, routes(rollout), table, RouteTable::shared).stream()
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
        return known.compute(
                        namespace + "/" + virtualService,
                        (_, before) -> before != null && fresh(before, now)
                                ? before
                                : again(before, new Known(now, read(namespace, virtualService))))
                .table();
    }

    /** Routes that are read again as they were stay the same object, which is fast to compare. */
    private static Known again(@Nullable Known before, Known now) {
        return before != null && before.table().equals(now.table()) ? new Known(now.at(), before.table()) : now;
    }

    private static boolean fresh(Known one, Instant now) {
        return !now.isBefore(one.at()) && now.isBefore(one.at().plus(FRESH));
    }

    private Optional<RouteTable> read(String namespace, String virtualService) {
        LoopMonitor.heartbeat();
        try {
            return router.routes(namespace, virtualService);
        } catch (RuntimeException e) {
            LOG.debugf(e, "VirtualService %s/%s cannot be read", namespace, virtualService);
            return Optional.empty();
        }
    }
}
