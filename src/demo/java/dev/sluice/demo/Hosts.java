package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** Hosts: those that a VirtualService answers for, and those that a destination names. */
final class Hosts {
    private static final int EXACT = 1000;

    private Hosts() {}

    /** How exactly the VirtualService names the host: 0 for not at all, more for a longer name. */
    static int rank(JsonNode virtualService, String authority) {
        JsonNode gateways = virtualService.at("/spec/gateways");
        boolean onGateway =
                gateways.valueStream().anyMatch(gateway -> !gateway.asText().equals("mesh"));
        return !onGateway
                ? 0
                : virtualService
                        .at("/spec/hosts")
                        .valueStream()
                        .mapToInt(host -> rank(host.asText(), authority))
                        .max()
                        .orElse(0);
    }

    private static int rank(String host, String authority) {
        if (host.equals(authority)) {
            return EXACT;
        }
        boolean fits = host.startsWith("*") && authority.endsWith(host.substring(1));
        return fits ? host.length() : 0;
    }

    /** The Service that a destination names, as namespace/name. */
    static String service(String namespace, String host) {
        String[] parts = host.split("\\.", -1);
        return (parts.length > 1 ? parts[1] : namespace) + "/" + parts[0];
    }
}
