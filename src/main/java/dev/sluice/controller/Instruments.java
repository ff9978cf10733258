package dev.sluice.controller;

import dev.sluice.mesh.Meter;
import dev.sluice.policy.HealthSpec;
import dev.sluice.probe.Prober;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.Look;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What looks at green for one rollout: the probes, and the gateways' counters, which count the probes too. */
final class Instruments implements AutoCloseable {
    private final Prober prober;
    private final Meter meter;
    private final boolean counting;
    private final Function<List<String>, SecretHeaders> secrets;
    private final Map<String, String> plain;
    private final Loops loops;
    private final List<Loops.Watched> watched;

    Instruments(Target target, HealthSpec health, Parts parts) {
        this.meter = parts.meters().start(target);
        this.secrets = hosts -> parts.secrets().look(target.namespace(), health.probe(), hosts);
        this.prober = probing(target, health, parts);
        this.plain = health.probe().headers();
        this.counting = health.gatewayTelemetry();
        this.loops = parts.sharding().loops();
        this.watched = List.of(
                loops.watch("the prober of " + target.rollout(), () -> prober.lively(Loops.TURN)),
                loops.watch("the meter of " + target.rollout(), () -> meter.lively(Loops.TURN)));
    }

    /** A meter that nobody closes would count for ever. */
    private Prober probing(Target target, HealthSpec health, Parts parts) {
        Meter counts = meter;
        try {
            return parts.probers().start(target, health.probe(), host -> secrets.apply(List.of(host)), counts::exclude);
        } catch (RuntimeException e) {
            counts.close();
            throw e;
        }
    }

    /** The gateways to ask from now on. None: nothing is asked. */
    void aim(List<Ingress> doors) {
        prober.aim(doors);
        meter.aim(counting ? doors : List.of());
    }

    /** Why nothing can be asked through these doors, with the cure, though they are open: a header that stands in a Secret is missing. */
    Optional<String> unsent(List<Ingress> doors) {
        return secrets.apply(doors.stream().map(Ingress::host).distinct().toList())
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

    /** Takes what was seen since the last call. */
    Look look(Instant now) {
        return new Look(now, prober.drain(), meter.drain(), meter.drainSlow());
    }

    /** Something may have changed in the cluster: what its pods are called is looked up as often as ever. */
    void stir() {
        meter.stir();
    }

    /** Green may be slow: both versions are asked oftener for a moment. */
    void suspect() {
        prober.suspect();
    }

    /** Why users' requests are not counted, with the cure; empty when they are, or are not to be. */
    Optional<String> blind() {
        return meter.blind();
    }

    /** What is to be told of the rollout, with what slows its probes. */
    String told(String why) {
        return prober.slowed().map(slowed -> why + "; " + slowed).orElse(why);
    }

    @Override
    public void close() {
        watched.forEach(loops::forget);
        prober.close();
        meter.close();
    }
}
