package dev.sluice.controller;

import dev.sluice.api.PolicySpec;
import dev.sluice.api.RouteRef;
import dev.sluice.api.RouteSpec;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.traffic.istio.IstioTrafficRouter;
import dev.sluice.traffic.istio.RouteTable;
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
public class RouteConflicts {
    private static final Logger LOG = Logger.getLogger(RouteConflicts.class);

    /** Policies are looked at whenever anything changes in the cluster; their VirtualServices are read no oftener than this. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** What nobody asked about for so long is not kept. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(5);

    private final IstioTrafficRouter router;
    private final InstantSource clock;
    private final RouteClaims claims = new RouteClaims();
    private final Map<RouteRef, Known> known = new HashMap<>();
    private final Map<String, Checked> checked = new HashMap<>();

    /** The http routes that two policies have in common. */
    private interface Both {
        List<String> of(RouteTable table, RouteSpec one, RouteSpec other);
    }

    private record Known(Instant at, Optional<RouteTable> table) {}

    /** What was found, and what it rests on: who names the VirtualServices, and the routes that these have. */
    private record Checked(List<Object> basis, Optional<String> why) {}

    public RouteConflicts(IstioTrafficRouter router, InstantSource clock) {
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
        List<RouteRef> contested = plan.routes().stream()
                .map(route -> route.ref(policy.namespace()))
                .distinct()
                .filter(ref -> !claims.older(policy, ref).isEmpty())
                .toList();
        List<Object> basis = new ArrayList<>(List.of(plan.routes()));
        contested.forEach(ref -> {
            basis.add(claims.mark(ref));
            basis.add(lately(ref));
        });
        Checked last = checked.get(key(policy));
        if (last == null || !last.basis().equals(basis)) {
            last = new Checked(basis, look(policy, plan, contested));
            checked.put(key(policy), last);
        }
        return last.why();
    }

    private Optional<String> look(StoredPolicy policy, PolicySpec plan, List<RouteRef> contested) {
        return contested.stream()
                .map(ref -> claims.older(policy, ref))
                .flatMap(Collection::stream)
                .distinct()
                .sorted(RouteClaims.BY_AGE)
                .flatMap(
                        other -> other.spec().stream()
                                .flatMap(
                                        older -> common(
                                                policy.namespace(),
                                                plan,
                                                older.routes(),
                                                this::lately,
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
        Map<RouteRef, Optional<RouteTable>> tables = new HashMap<>();
        Function<RouteRef, Optional<RouteTable>> table = ref -> tables.computeIfAbsent(ref, _ -> {
            each.run();
            return router.routes(ref);
        });
        return rollouts.stream()
                .filter(StoredRollout::active)
                .filter(rollout -> !rollout.spec().policy().equals(policy.name()))
                .peek(_ -> each.run())
                .flatMap(
                        rollout -> common(policy.namespace(), plan, routes(rollout), table, RouteTable::shared).stream()
                                .map(common -> "waits for Rollout " + rollout.name() + " of RolloutPolicy "
                                        + rollout.spec().policy() + " to end: " + common + " are moved by it"))
                .findFirst();
    }

    private static List<RouteSpec> routes(StoredRollout rollout) {
        return rollout.target().routes().stream()
                .map(route -> RouteSpec.of(route.ref(), route.httpRoutes(), route.host()))
                .toList();
    }

    private static Optional<String> common(
            String namespace,
            PolicySpec plan,
            List<RouteSpec> others,
            Function<RouteRef, Optional<RouteTable>> tables,
            Both both) {
        for (RouteSpec one : plan.routes()) {
            for (RouteSpec other : others) {
                RouteRef ref = one.ref(namespace);
                if (ref.equals(other.ref(namespace))) {
                    List<String> common = tables.apply(ref)
                            .map(table -> both.of(table, one, other))
                            .orElse(List.of());
                    if (!common.isEmpty()) {
                        return Optional.of("http routes of " + ref.words() + " (" + String.join(", ", common) + ")");
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A VirtualService that cannot be read makes no policy wrong. */
    private Optional<RouteTable> lately(RouteRef ref) {
        Instant now = clock.instant();
        return known.compute(
                        ref,
                        (_, before) -> before != null && fresh(before, now)
                                ? before
                                : again(before, new Known(now, read(ref))))
                .table();
    }

    /** Routes that are read again as they were stay the same object, which is fast to compare. */
    private static Known again(@Nullable Known before, Known now) {
        return before != null && before.table().equals(now.table()) ? new Known(now.at(), before.table()) : now;
    }

    private static boolean fresh(Known one, Instant now) {
        return !now.isBefore(one.at()) && now.isBefore(one.at().plus(FRESH));
    }

    private Optional<RouteTable> read(RouteRef ref) {
        LoopMonitor.heartbeat();
        try {
            return router.routes(ref);
        } catch (RuntimeException e) {
            LOG.debugf(e, "%s/%s cannot be read", ref.namespace(), ref.name());
            return Optional.empty();
        }
    }
}
