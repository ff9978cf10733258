package dev.sluice.controller;

import dev.sluice.api.PolicySpec;
import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.StoredPolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which policies name which route. A policy that changes is taken out of and into the lists of its own routes, and nothing
 * is done for any other, so that it costs a namespace nothing how many policies others have.
 */
final class RouteClaims {
    /** The older before the younger. */
    static final Comparator<StoredPolicy> BY_AGE =
            Comparator.comparing(StoredPolicy::created).thenComparing(StoredPolicy::name);

    private final Map<RouteRef, Claimants> routes = new HashMap<>();
    private Map<String, StoredPolicy> known = Map.of();
    private long marks;

    /** Those of one route, and a mark that is another whenever they are. */
    private static final class Claimants {
        private final SortedSet<StoredPolicy> byAge = new TreeSet<>(BY_AGE);
        private long mark;
    }

    /**
     * Takes over what has changed.
     *
     * @return how many policies came, went or changed what they name
     */
    int update(List<StoredPolicy> all) {
        Map<String, StoredPolicy> now = new HashMap<>();
        all.forEach(policy -> now.put(key(policy.namespace(), policy.name()), policy));
        List<StoredPolicy> out = changed(known, now);
        List<StoredPolicy> in = changed(now, known);
        known = now;
        out.forEach(policy -> named(policy).forEach(ref -> leave(ref, policy)));
        in.forEach(policy -> named(policy).forEach(ref -> enter(ref, policy)));
        return Math.max(out.size(), in.size());
    }

    /** The policies that name a route and are older than this one, the oldest first. */
    SortedSet<StoredPolicy> older(StoredPolicy policy, RouteRef ref) {
        Claimants there = routes.get(ref);
        return there == null ? new TreeSet<>(BY_AGE) : there.byAge.headSet(policy);
    }

    /** Differs from an earlier one when other policies name the route, or do it differently. */
    long mark(RouteRef ref) {
        Claimants there = routes.get(ref);
        return there == null ? 0 : there.mark;
    }

    private static List<StoredPolicy> changed(Map<String, StoredPolicy> of, Map<String, StoredPolicy> since) {
        return of.entrySet().stream()
                .filter(one -> !same(one.getValue(), since.get(one.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What was not told anew is the same object. */
    private static boolean same(StoredPolicy one, @Nullable StoredPolicy other) {
        return one == other
                || (other != null
                        && one.created().equals(other.created())
                        && one.spec()
                                .map(PolicySpec::routes)
                                .equals(other.spec().map(PolicySpec::routes)));
    }

    private void enter(RouteRef ref, StoredPolicy policy) {
        Claimants there = routes.computeIfAbsent(ref, _ -> new Claimants());
        there.byAge.add(policy);
        there.mark = ++marks;
    }

    private void leave(RouteRef ref, StoredPolicy policy) {
        routes.computeIfPresent(ref, (_, there) -> {
            there.byAge.remove(policy);
            there.mark = ++marks;
            return there.byAge.isEmpty() ? null : there;
        });
    }

    private static Stream<RouteRef> named(StoredPolicy policy) {
        return policy.spec().stream()
                .flatMap(plan -> plan.routes().stream())
                .map(route -> route.ref(policy.namespace()))
                .distinct();
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
