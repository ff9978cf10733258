package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.traffic.TrafficConfigException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * In which namespaces Services stand before the pods that Gateways select. Counted when a Service or a Gateway changes, so that to look it up
 * costs nothing: anybody may have thousands of both. Of one namespace's Gateways the first {@value #EACH} different selectors count.
 */
final class GatewayServices {
    static final int EACH = 50;

    private final LongConsumer compared;
    /** By namespace, which selectors its Gateways have, in the order in which they came, and which Gateways have each. */
    private final Map<String, Map<Map<String, String>, Set<String>>> gateways = new HashMap<>();
    /** By selector that counts: for which Gateways' namespaces it does, and how many Services it finds in which namespace. */
    private final Map<Map<String, String>, Counted> counted = new HashMap<>();

    private final Map<String, Map<String, String>> services = new HashMap<>();
    private final Map<String, Integer> homes = new HashMap<>();

    private record Counted(Set<String> by, Map<String, Integer> found) {
        private Counted() {
            this(new HashSet<>(), new HashMap<>());
        }
    }

    GatewayServices() {
        this(_ -> {});
    }

    /** @param compared is told of every so many comparisons of a Service with a selector */
    GatewayServices(LongConsumer compared) {
        this.compared = compared;
    }

    /** A Gateway has come, changed or, where it is empty, gone. */
    synchronized void gateway(String key, Optional<ObjectNode> now) {
        String namespace = namespace(key);
        Map<Map<String, String>, Set<String>> there = gateways.computeIfAbsent(namespace, _ -> new LinkedHashMap<>());
        Map<String, String> selector =
                now.map(one -> DestinationSubsets.map(one.at("/spec/selector"))).orElse(Map.of());
        there.entrySet()
                .removeIf(one -> !one.getKey().equals(selector)
                        && one.getValue().remove(key)
                        && one.getValue().isEmpty());
        if (!selector.isEmpty()) {
            there.computeIfAbsent(selector, _ -> new HashSet<>()).add(key);
        }
        Set<Map<String, String>> first = there.keySet().stream().limit(EACH).collect(Collectors.toSet());
        if (there.isEmpty()) {
            gateways.remove(namespace);
        }
        List<Map<String, String>> over = counted.entrySet().stream()
                .filter(one -> one.getValue().by().contains(namespace) && !first.contains(one.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(one -> forget(one, namespace));
        first.forEach(one -> count(one, namespace));
    }

    /**
     * A Service has come, changed or, where it is empty, gone.
     *
     * @return whether it stands, or stood, before some Gateway's pods
     */
    synchronized boolean service(String key, Optional<ObjectNode> now) {
        Map<String, String> selector =
                now.map(one -> DestinationSubsets.map(one.at("/spec/selector"))).orElse(Map.of());
        Map<String, String> before = selector.isEmpty() ? services.remove(key) : services.put(key, selector);
        boolean gateway = false;
        compared.accept(counted.size());
        for (Map.Entry<Map<String, String>, Counted> one : counted.entrySet()) {
            boolean was = before != null && selects(before, one.getKey());
            boolean is = selects(selector, one.getKey());
            gateway |= was || is;
            add(one.getValue(), namespace(key), (is ? 1 : 0) - (was ? 1 : 0));
        }
        return gateway;
    }

    /** Whether a Service of this namespace stands before some Gateway's pods. */
    synchronized boolean home(String namespace) {
        return homes.containsKey(namespace);
    }

    /** The selectors that count. */
    synchronized Set<Map<String, String>> selectors() {
        return Set.copyOf(counted.keySet());
    }

    /**
     * The namespaces with a Service that stands before the pods of a Gateway.
     *
     * @param home the Gateway's own
     * @throws TrafficConfigException when that has too many selectors, and this one does not count
     */
    synchronized Set<String> homes(Map<String, String> selector, String home) {
        Counted found = counted.get(selector);
        if (found != null) {
            return Set.copyOf(found.found().keySet());
        }
        if (gateways.getOrDefault(home, Map.of()).size() > EACH) {
            throw new TrafficConfigException("the Gateways of namespace " + home + " have more than " + EACH
                    + " different selectors (spec.selector), and " + selector
                    + " came later than these; give Gateways of the same pods the same selector, or delete some");
        }
        return scan(selector).keySet();
    }

    private void count(Map<String, String> selector, String by) {
        counted.computeIfAbsent(selector, wanted -> {
                    Counted one = new Counted();
                    scan(wanted).forEach((namespace, more) -> add(one, namespace, more));
                    return one;
                })
                .by()
                .add(by);
    }

    private void forget(Map<String, String> selector, String by) {
        counted.computeIfPresent(selector, (_, one) -> {
            one.by().remove(by);
            if (!one.by().isEmpty()) {
                return one;
            }
            Map.copyOf(one.found()).forEach((namespace, all) -> add(one, namespace, -all));
            return null;
        });
    }

    private Map<String, Integer> scan(Map<String, String> selector) {
        compared.accept(services.size());
        Map<String, Integer> found = new HashMap<>();
        services.forEach((key, one) -> {
            if (selects(one, selector)) {
                found.merge(namespace(key), 1, Integer::sum);
            }
        });
        return found;
    }

    private void add(Counted one, String namespace, int more) {
        if (more != 0) {
            one.found().compute(namespace, (_, all) -> sum(all == null ? 0 : all, more));
            homes.compute(namespace, (_, all) -> sum(all == null ? 0 : all, more));
        }
    }

    private static @Nullable Integer sum(int all, int more) {
        return all + more == 0 ? null : all + more;
    }

    private static boolean selects(Map<String, String> service, Map<String, String> gateway) {
        return service.size() >= gateway.size() && service.entrySet().containsAll(gateway.entrySet());
    }

    private static String namespace(String key) {
        return key.substring(0, key.indexOf('/'));
    }
}
