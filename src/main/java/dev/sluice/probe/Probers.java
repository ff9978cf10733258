package dev.sluice.probe;

import dev.sluice.policy.ProbeProtocol;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;

/** Starts probers. */
@ApplicationScoped
public class Probers {
    /** A gateway that changed without a word is noticed within this. */
    private static final Duration OLDEST = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Bodies bodies = Bodies.usual();
    private final Places places;
    private final InstantSource clock;

    @Inject
    Probers(Vertx vertx, InstantSource clock) {
        this(vertx, clock, Places.usual());
    }

    Probers(Vertx vertx, InstantSource clock, Places places) {
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
    public Prober start(
            Target target, ProbeSpec spec, Function<String, SecretHeaders> secrets, Consumer<ProbeResult> heard) {
        Questions questions = new Questions(target, spec);
        Lines lines = new Lines(vertx, version(spec.protocol()), OLDEST);
        Probe probe = new Probe(vertx, lines, target, spec, secrets, bodies, clock);
        Prober prober = new Prober(probe, questions, spec.rate(), target.namespace(), places, heard);
        Thread.ofVirtual().name("probe-" + target.rollout()).start(prober::run);
        return prober;
    }

    private static HttpVersion version(ProbeProtocol protocol) {
        return switch (protocol) {
            case HTTP1 -> HttpVersion.HTTP_1_1;
            case HTTP2, GRPC -> HttpVersion.HTTP_2;
        };
    }
}
