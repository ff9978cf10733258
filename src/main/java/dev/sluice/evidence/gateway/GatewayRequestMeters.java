package dev.sluice.evidence.gateway;

import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.istio.IstioResourceClient;
import dev.sluice.traffic.istio.WatchedObjects;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** Starts meters. */
@ApplicationScoped
public class GatewayRequestMeters {
    private final GatewayMetricsScraper scraper;
    private final IstioResourceClient istio;
    private final WatchedObjects objects;
    private final InstantSource clock;

    public GatewayRequestMeters(
            GatewayMetricsScraper scraper, IstioResourceClient istio, WatchedObjects objects, InstantSource clock) {
        this.scraper = scraper;
        this.istio = istio;
        this.objects = objects;
        this.clock = clock;
    }

    /** Starts to count users' requests of both versions of a rollout; nothing is asked before it is aimed. */
    public GatewayRequestMeter start(TrafficTarget target) {
        return start(target, GatewayRequestMeter.Pace.NORMAL);
    }

    GatewayRequestMeter start(TrafficTarget target, GatewayRequestMeter.Pace pace) {
        GatewayRequestMeter meter = new GatewayRequestMeter(
                target,
                scraper,
                new VersionSelectorCache(istio, host -> objects.strangersTo(host, target.namespace()), target),
                clock,
                pace);
        Thread.ofVirtual().name("count-" + target.rollout()).start(meter::run);
        return meter;
    }
}
