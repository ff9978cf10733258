package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.traffic.TrafficConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether any of the Gateways that users come by has pods. */
final class GatewayPresence {
    private final Map<ObjectNode, Boolean> absent = new LinkedHashMap<>();

    /** @param pods those with the Gateway's labels, strangers among them; empty when nobody was asked yet */
    void saw(ObjectNode gateway, Optional<List<GatewayPod>> pods) {
        absent.put(gateway, pods.filter(List::isEmpty).isPresent());
    }

    /**
     * Makes sure that somebody serves. One Gateway that has pods, or may have some, is enough.
     *
     * @throws TrafficConfigException when each is known to have none
     */
    void check() {
        if (absent.isEmpty() || absent.containsValue(false)) {
            return;
        }
        ObjectNode gateway = absent.keySet().iterator().next();
        throw new TrafficConfigException(
                "Gateway " + gateway.at("/metadata/name").asText() + " selects pods with "
                        + new TreeMap<>(IstioGatewayLocator.selector(gateway))
                        + ", and no pod where gateways may be has these labels, so nobody serves it; set its spec.selector to labels that the"
                        + " ingress gateway's pods have, or start the gateway");
    }
}
