package dev.sluice.traffic.istio;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The VirtualServices of others that decide what requests to an app meet on their way.
 *
 * @param index all that send requests somewhere
 * @param virtualServices as they are kept
 * @param trust whom the operator trusts
 */
record ForeignSenders(DestinationIndex index, ObjectStore virtualServices, GatewayTrust trust) {
    /**
     * Those of other namespaces that send requests to a host, as {@code namespace/name}, or that delegate to one that does, without those of
     * namespaces that the operator trusts.
     *
     * @param every whether those count too that no Gateway is known to take
     */
    List<String> to(IstioHost host, String namespace, boolean every) {
        Set<String> senders = index.to(host, every);
        Stream<String> roots = senders.stream()
                .flatMap(delegate ->
                        index.delegatingTo(delegate, every).stream().filter(root -> leads(delegate, home(root))));
        return Stream.concat(senders.stream(), roots)
                .distinct()
                .filter(key -> !home(key).equals(namespace) && !trust.leads(home(key)))
                .sorted()
                .toList();
    }

    /** Whether the routes of a delegate get what a root of a namespace says, and nobody vouches for it. */
    private boolean leads(String delegate, String root) {
        return Optional.of(delegate)
                .flatMap(virtualServices::at)
                .map(kept -> Delegation.exported(kept, home(delegate), root)
                        && !Delegation.vouched(kept, home(delegate), root, trust))
                .orElse(true);
    }

    private static String home(String key) {
        return key.substring(0, key.indexOf('/'));
    }
}
