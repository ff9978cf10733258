package dev.sluice.evidence.probe;

import dev.sluice.analysis.ProbeResult;
import dev.sluice.api.ProbeProtocol;
import dev.sluice.api.ProbeSpec;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.TrafficTarget;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;

/** Starts probe runners. */
@ApplicationScoped
public class ProbeRunners {
    /** A gateway that changed without a word is noticed within this. */
    private static final Duration OLDEST = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final BodyBudget bodies = BodyBudget.usual();
    private final ProbeSlots places;
    private final InstantSource clock;

    @Inject
    ProbeRunners(Vertx vertx, InstantSource clock) {
        this(vertx, clock, ProbeSlots.usual());
    }

    ProbeRunners(Vertx vertx, InstantSource clock, ProbeSlots places) {
        this.vertx = vertx;
        this.clock = clock;
        this.places = places;
    }

    /**
     * Starts to probe both versions of a rollout; nothing is sent before it is aimed.
     *
     * @param secrets the headers that stand in Secrets, for a host; asked before each probe, so it must not wait
     * @param heard told each result at once, by any thread
     */
    public ProbeRunner start(
            TrafficTarget target,
            ProbeSpec spec,
            Function<String, SecretHeaders> secrets,
            Consumer<ProbeResult> heard) {
        ProbeSchedule questions = new ProbeSchedule(target, spec);
        GatewayConnectionPools lines = new GatewayConnectionPools(vertx, version(spec.protocol()), OLDEST);
        ProbeSender probe = new ProbeSender(vertx, lines, target, spec, secrets, bodies, clock);
        ProbeRunner runner = new ProbeRunner(probe, questions, spec.rate(), target.namespace(), places, heard);
        Thread.ofVirtual().name("probe-" + target.rollout()).start(runner::run);
        return runner;
    }

    private static HttpVersion version(ProbeProtocol protocol) {
        return switch (protocol) {
            case HTTP1 -> HttpVersion.HTTP_1_1;
            case HTTP2, GRPC -> HttpVersion.HTTP_2;
        };
    }
}
