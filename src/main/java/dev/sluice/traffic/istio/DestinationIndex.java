package dev.sluice.traffic.istio;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which VirtualServices send what comes to gateways to a host, by its own name or by that of an ExternalName Service, which Istio takes for the
 * host. Worked out when a VirtualService, a Service or a Gateway changes, so that to look it up takes no longer the more there are. What is gone
 * counts for some time more.
 */
final class DestinationIndex {
    /** Whose Gateways are known. */
    private final Predicate<String> read;

    private final LongSupplier nanos;
    private final Map<String, Placed> senders = new HashMap<>();
    private final ReferenceIndex<String> byGateway = new ReferenceIndex<>();
    /** VirtualServices that some Gateway takes, or may take, by where they send requests. */
    private final LingeringIndex<IstioHost> served;
    /** The others. */
    private final ReferenceIndex<IstioHost> idle = new ReferenceIndex<>();

    private final Set<String> gateways = new HashSet<>();
    /** Those that are gone of late, and when they went, the first before the others. */
    private final Map<String, Long> leaving = new LinkedHashMap<>();

    private final Map<String, Set<IstioHost>> aliases = new HashMap<>();
    /** What those of the aliases stand for that a VirtualService names. */
    private final Map<String, Set<IstioHost>> led = new HashMap<>();

    private final LingeringIndex<IstioHost> leading;

    /**
     * What is known of a VirtualService.
     *
     * @param hosts where it sends requests
     * @param gateways {@code namespace/name} of the Gateways that have to be there; none where it may be taken in any case
     */
    record Sender(Set<IstioHost> hosts, Set<String> gateways) {
        static final Sender NONE = new Sender(Set.of(), Set.of());
    }

    private record Placed(Sender sender, boolean taken) {
        static final Placed NOWHERE = new Placed(Sender.NONE, false);

        Set<IstioHost> hosts(boolean asked) {
            return taken == asked ? sender.hosts() : Set.of();
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param read the namespaces whose Gateways are told
     * @param nanos a clock that nobody sets, in nanoseconds
     */
    DestinationIndex(Predicate<String> read, LongSupplier nanos) {
        this.read = read;
        this.nanos = nanos;
        this.served = new LingeringIndex<>(Destinations.ANY, nanos);
        this.leading = new LingeringIndex<>(Destinations.ANY, nanos);
    }

    /** A VirtualService has come, changed or gone. */
    synchronized void sender(String key, Sender now) {
        forget();
        Placed before = senders.getOrDefault(key, Placed.NOWHERE);
        Placed after = new Placed(now, taken(now));
        byGateway.changed(key, before.sender().gateways(), now.gateways());
        served.changed(key, before.hosts(true), after.hosts(true));
        place(key, before, after);
    }

    /** A Gateway has come, changed or gone. */
    synchronized void gateway(String key, boolean there) {
        forget();
        if (!there) {
            if (gateways.remove(key)) {
                leaving.put(key, nanos.getAsLong());
            }
        } else if (gateways.add(key) && leaving.remove(key) == null) {
            settle(key);
        }
    }

    /** A Service has come, changed or gone: which hosts it stands for, none for a usual one. */
    synchronized void service(String key, Set<IstioHost> now) {
        Set<IstioHost> before = Optional.ofNullable(now.isEmpty() ? aliases.remove(key) : aliases.put(key, now))
                .orElse(Set.of());
        lead(key);
        if (before.isEmpty() != now.isEmpty()) {
            List.copyOf(leading.now(host(key))).forEach(this::lead);
        }
    }

    /**
     * {@code namespace/name} of the VirtualServices that send requests to a host.
     *
     * @param every whether those count too that no Gateway is known to take
     */
    synchronized Set<String> to(IstioHost host, boolean every) {
        forget();
        return Stream.of(host, Destinations.ANY)
                .flatMap(to -> Stream.concat(
                        naming(to, every),
                        leading.of(to).stream()
                                .flatMap(alias ->
                                        LingeringIndex.all(alias) ? Stream.of(alias) : naming(host(alias), every))))
                .collect(Collectors.toSet());
    }

    /** The same of those that delegate to a VirtualService. */
    synchronized Set<String> delegatingTo(String key, boolean every) {
        return naming(Destinations.delegate(key), every).collect(Collectors.toSet());
    }

    private Stream<String> naming(IstioHost host, boolean every) {
        return Stream.concat(served.of(host).stream(), every ? idle.of(host).stream() : Stream.empty());
    }

    private boolean taken(Sender sender) {
        return sender.gateways().isEmpty() || sender.gateways().stream().anyMatch(this::there);
    }

    private boolean there(String gateway) {
        return gateways.contains(gateway)
                || leaving.containsKey(gateway)
                || !read.test(gateway.substring(0, gateway.indexOf('/')));
    }

    private void settle(String gateway) {
        for (String key : List.copyOf(byGateway.of(gateway))) {
            Placed before = senders.getOrDefault(key, Placed.NOWHERE);
            Placed after = new Placed(before.sender(), taken(before.sender()));
            if (before.taken() != after.taken()) {
                served.settled(key, before.hosts(true), after.hosts(true));
                place(key, before, after);
            }
        }
    }

    private void place(String key, Placed before, Placed after) {
        idle.changed(key, before.hosts(false), after.hosts(false));
        if (after.sender().hosts().isEmpty()) {
            senders.remove(key);
        } else {
            senders.put(key, after);
        }
        Stream.of(before, after).flatMap(one -> one.sender().hosts().stream()).forEach(host -> lead(key(host)));
    }

    /** What an alias leads to, if a VirtualService names it. Istio follows no second name, but who knows for how long. */
    private void lead(String alias) {
        IstioHost name = host(alias);
        Set<IstioHost> to = new HashSet<>();
        if (aliases.containsKey(alias)
                && !(served.now(name).isEmpty() && idle.of(name).isEmpty())) {
            to.addAll(aliases.get(alias));
            if (to.stream().anyMatch(one -> aliases.containsKey(key(one)))) {
                to.add(Destinations.ANY);
            }
        }
        Set<IstioHost> before = Optional.ofNullable(to.isEmpty() ? led.remove(alias) : led.put(alias, to))
                .orElse(Set.of());
        leading.changed(alias, before, to);
    }

    private void forget() {
        long now = nanos.getAsLong();
        for (Iterator<Map.Entry<String, Long>> each = leaving.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Long> first = each.next();
            if (now - first.getValue() < LingeringIndex.LINGER.toNanos()) {
                return;
            }
            String gateway = first.getKey();
            each.remove();
            settle(gateway);
        }
    }

    private static IstioHost host(String key) {
        int slash = key.indexOf('/');
        return new IstioHost(key.substring(slash + 1), key.substring(0, slash));
    }

    private static String key(IstioHost host) {
        return host.namespace() + "/" + host.service();
    }
}
