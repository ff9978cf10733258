package dev.sluice.probe;

import dev.sluice.policy.ProbeProtocol;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** Makes what the container would make. */
public final class ProbeParts {
    /** For probes whose headers all stand in the policy. */
    static final Function<String, SecretHeaders> NO_SECRETS = _ -> SecretHeaders.NONE;

    private ProbeParts() {}

    /** Starts probers. */
    public static Probers probers(Vertx vertx) {
        return new Probers(vertx, InstantSource.system());
    }

    /** Asks green once, over a connection of its own. */
    static ProbeResult ask(Vertx vertx, Target target, ProbeSpec spec, Ingress door) {
        return ask(vertx, target, spec, door, Bodies.usual());
    }

    /** The same with what bodies may cost. */
    static ProbeResult ask(Vertx vertx, Target target, ProbeSpec spec, Ingress door, Bodies bodies) {
        return ask(vertx, target, spec, NO_SECRETS, door, bodies);
    }

    /** The same with headers that stand in Secrets. */
    static ProbeResult ask(
            Vertx vertx,
            Target target,
            ProbeSpec spec,
            Function<String, SecretHeaders> secrets,
            Ingress door,
            Bodies bodies) {
        HttpVersion version = spec.protocol() == ProbeProtocol.HTTP1 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_2;
        try (Probe probe = new Probe(
                vertx,
                new Lines(vertx, version, Duration.ofMinutes(1)),
                target,
                spec,
                secrets,
                bodies,
                InstantSource.system())) {
            return probe.send(door, new Questions(target, spec).at(door, 0), Colour.Green)
                    .join();
        }
    }
}
