package dev.sluice.evidence.probe;

import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.ProbeProtocol;
import dev.sluice.api.ProbeSpec;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.TrafficTarget;
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

    /** Starts probe runners. */
    public static ProbeRunners probers(Vertx vertx) {
        return new ProbeRunners(vertx, InstantSource.system());
    }

    /** Asks green once, over a connection of its own. */
    static ProbeResult ask(Vertx vertx, TrafficTarget target, ProbeSpec spec, GatewayEndpoint endpoint) {
        return ask(vertx, target, spec, endpoint, BodyBudget.usual());
    }

    /** The same with what bodies may cost. */
    static ProbeResult ask(
            Vertx vertx, TrafficTarget target, ProbeSpec spec, GatewayEndpoint endpoint, BodyBudget bodies) {
        return ask(vertx, target, spec, NO_SECRETS, endpoint, bodies);
    }

    /** The same with headers that stand in Secrets. */
    static ProbeResult ask(
            Vertx vertx,
            TrafficTarget target,
            ProbeSpec spec,
            Function<String, SecretHeaders> secrets,
            GatewayEndpoint endpoint,
            BodyBudget bodies) {
        HttpVersion version = spec.protocol() == ProbeProtocol.HTTP1 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_2;
        try (ProbeSender probe = new ProbeSender(
                vertx,
                new GatewayConnectionPools(vertx, version, Duration.ofMinutes(1)),
                target,
                spec,
                secrets,
                bodies,
                InstantSource.system())) {
            return probe.send(endpoint, new ProbeSchedule(target, spec).at(endpoint, 0), VersionRole.Green)
                    .join();
        }
    }
}
