package dev.sluice.controller;

import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.api.HealthSpec;
import dev.sluice.evidence.EvidenceSource;
import dev.sluice.evidence.gateway.GatewayRequestMeter;
import dev.sluice.evidence.gateway.GatewayRequestMeters;
import dev.sluice.evidence.probe.ProbeRunner;
import dev.sluice.evidence.probe.ProbeRunners;
import dev.sluice.kubernetes.ProbeSecrets;
import dev.sluice.rollout.GatewayEndpoint;
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
    private final EvidenceSource probes;
    private final EvidenceSource users;
    private final boolean counting;
    private final ColdStart coldStart;
    private final Function<List<String>, SecretHeaders> secrets;
    private final Map<String, String> plain;
    private final LoopMonitor loopMonitor;
    private final List<LoopMonitor.Watched> watched;

    /** Starts what looks for a rollout. */
    @FunctionalInterface
    interface Starter {
        /** Nothing is asked before it is aimed; whoever starts it closes it. */
        EvidenceSources start(TrafficTarget target, HealthSpec health);
    }

    /**
     * Puts them together.
     *
     * @param probes tells results of probes
     * @param users tells what users got
     * @param secrets the headers of probes that stand in Secrets, for these hosts
     */
    EvidenceSources(
            TrafficTarget target,
            HealthSpec health,
            EvidenceSource probes,
            EvidenceSource users,
            Function<List<String>, SecretHeaders> secrets,
            LoopMonitor loopMonitor) {
        this.probes = probes;
        this.users = users;
        this.secrets = secrets;
        this.plain = health.probe().headers();
        this.counting = health.gatewayTelemetry();
        this.coldStart = new ColdStart(health);
        this.loopMonitor = loopMonitor;
        this.watched = List.of(
                loopMonitor.watch("the prober of " + target.rollout(), () -> probes.lively(LoopMonitor.TURN)),
                loopMonitor.watch("the meter of " + target.rollout(), () -> users.lively(LoopMonitor.TURN)));
    }

    /** Probes through the gateways, and what these count. */
    static Starter starter(
            ProbeRunners runners, GatewayRequestMeters meters, ProbeSecrets secrets, LoopMonitor loopMonitor) {
        return (target, health) -> {
            GatewayRequestMeter meter = meters.start(target);
            Function<List<String>, SecretHeaders> known =
                    hosts -> secrets.look(target.namespace(), health.probe(), hosts);
            try {
                ProbeRunner runner =
                        runners.start(target, health.probe(), host -> known.apply(List.of(host)), meter::exclude);
                return new EvidenceSources(target, health, runner, meter, known, loopMonitor);
            } catch (RuntimeException e) {
                // One that nobody closes would count for ever.
                meter.close();
                throw e;
            }
        };
    }

    /** The gateways to ask from now on. None: nothing is asked. */
    void setEndpoints(List<GatewayEndpoint> endpoints) {
        probes.aim(endpoints);
        users.aim(counting ? endpoints : List.of());
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
        List<ProbeResult> results = probes.drain(now).probes();
        ObservationBatch counted = users.drain(now);
        return new ObservationBatch(
                now, served.equals(Weight.NONE) ? coldStart.weigh(results) : results, counted.users(), counted.slow());
    }

    /** Something may have changed in the cluster: what its pods are called is looked up as often as ever. */
    void stir() {
        users.stir();
    }

    /** Green may be slow: both versions are asked oftener for a moment. */
    void suspect() {
        probes.suspect();
    }

    /** Why users' requests are not counted, with the cure; empty when they are, or are not to be. */
    Optional<String> blind() {
        return users.impaired();
    }

    /** What is to be told of the rollout, with what slows its probes. */
    String told(String why) {
        return probes.impaired().map(slowed -> why + "; " + slowed).orElse(why);
    }

    @Override
    public void close() {
        watched.forEach(loopMonitor::forget);
        probes.close();
        users.close();
    }
}
