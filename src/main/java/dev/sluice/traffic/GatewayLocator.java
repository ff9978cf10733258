package dev.sluice.traffic;

import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.TrafficTarget;
import java.util.List;

/** Finds the ready gateway pods through which users reach what a rollout moves. May be called by several threads at once. */
@FunctionalInterface
public interface GatewayLocator {
    /**
     * The endpoints to an app, as the API server tells of them now, which may take some seconds.
     *
     * @return one for each ready gateway pod, route and way that leads to it
     * @throws TrafficConfigException when a route is bound to no gateway that can be probed
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not tell, or there are too many gateways to be looked at in time
     */
    List<GatewayEndpoint> find(TrafficTarget target);
}
