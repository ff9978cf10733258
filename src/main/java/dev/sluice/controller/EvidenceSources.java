package dev.sluice.controller;

import dev.sluice.mesh.GatewayRequestMeter;
import dev.sluice.policy.HealthSpec;
import dev.sluice.probe.ProbeRunner;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.ObservationBatch;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What looks at green for one rollout: the probes, and the gateways' counters, which count the probes too. */
final class EvidenceSources implements AutoCloseable {
    private final ProbeRunner runner;
    private final GatewayRequestMeter meter;
    private final boolean counting;
    private final ColdStart coldStart;
    private final Function<List<String>, SecretHeaders> secrets;
    private final Map<String, String> plain;
    private final LoopMonitor loopMonitor;
    private final List<LoopMonitor.Watched> watched;

    EvidenceSources(TrafficTarget target, HealthSpec health, ReconcilerContext context) {
        this.meter = context.meters().start(target);
        this.secrets = hosts -> context.secrets().look(target.namespace(), health.probe(), hosts);
        this.runner = probing(target, health, context);
        this.plain = health.probe().headers();
        this.counting = health.gatewayTelemetry();
        this.coldStart = new ColdStart(health);
        this.loopMonitor = context.sharding().loops();
        this.watched = List.of(
                loopMonitor.watch("the prober of " + target.rollout(), () -> runner.lively(LoopMonitor.TURN)),
                loopMonitor.watch("the meter of " + target.rollout(), () -> meter.lively(LoopMonitor.TURN)));
    }

    /** A meter that nobody closes would count for ever. */
    private ProbeRunner probing(TrafficTarget target, HealthSpec health, ReconcilerContext context) {
        GatewayRequestMeter counts = meter;
        try {
            return context.probers()
                    .start(target, health.probe(), host -> secrets.apply(List.of(host)), counts::exclude);
        } catch (RuntimeException e) {
            counts.close();
            throw e;
        }
    }

    /** The gateways to ask from now on. None: nothing is asked. */
    void setEndpoints(List<GatewayEndpoint> endpoints) {
        runner.aim(endpoints);
        meter.aim(counting ? endpoints : List.of());
    }

    /** Why nothing can be asked through these endpoints, with the cure, though they are open: a header that stands in a Secret is missing. */
    Optional<String> missingHeaders(List<GatewayEndpoint> endpoints) {
        return secrets.apply(
                        endpoints.stream().map(GatewayEndpoint::host).distinct().toList())
                .missing();
    }

    /** What is asked for a host brings these; those of Secrets as far as they are there. */
    Map<String, String> headers(String host) {
        Map<String, String> all = new HashMap<>(plain);
        if (secrets.apply(List.of(host)) instanceof SecretHeaders.Known(Map<String, String> values)) {
            all.putAll(values);
        }
        return all;
    }

    /**
     * Takes what was seen since the last call.
     *
     * @param served green's weight; a green without users may be cold
     */
    ObservationBatch drain(Instant now, Weight served) {
        List<ProbeResult> probes = runner.drain();
        return new ObservationBatch(
                now, served.equals(Weight.NONE) ? coldStart.weigh(probes) : probes, meter.drain(), meter.drainSlow());
    }

    /** Something may have changed in the cluster: what its pods are called is looked up as often as ever. */
    void stir() {
        meter.stir();
    }

    /** Green may be slow: both versions are asked oftener for a moment. */
    void suspect() {
        runner.suspect();
    }

    /** Why users' requests are not counted, with the cure; empty when they are, or are not to be. */
    Optional<String> blind() {
        return meter.blind();
    }

    /** What is to be told of the rollout, with what slows its probes. */
    String told(String why) {
        return runner.slowed().map(slowed -> why + "; " + slowed).orElse(why);
    }

    @Override
    public void close() {
        watched.forEach(loopMonitor::forget);
        runner.close();
        meter.close();
    }
}
