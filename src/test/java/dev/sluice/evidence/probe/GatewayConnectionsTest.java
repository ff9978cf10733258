package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.ProbeProtocol;
import dev.sluice.api.ProbeSpec;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections to gateways: reused, but never for long, and never at the cost of a version. */
class GatewayConnectionsTest {
    private final Queue<HttpConnection> used = new ConcurrentLinkedQueue<>();
    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private volatile Consumer<HttpServerRequest> app =
            request -> ProbedGateway.fromTheApp(request).end();
    private final ProbedGateway gateway = new ProbedGateway(new HttpServerOptions(), request -> {
        if (open.add(request.connection())) {
            request.connection().closeHandler(closed -> open.remove(request.connection()));
        }
        used.add(request.connection());
        app.accept(request);
    });

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void close() throws Exception {
        threads.shutdown();
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource
    void usesAConnectionAgain(ProbeProtocol protocol) {
        try (ProbeSender probe = probe(protocol, Duration.ofMinutes(1))) {
            await().until(() -> {
                ask(probe, protocol);
                return used.size() > Set.copyOf(used).size();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesAConnectionThatIsOldAndLosesNoProbeOverIt(ProbeProtocol protocol) {
        List<ProbeOutcome> outcomes = new ArrayList<>();
        try (ProbeSender probe = probe(protocol, Duration.ZERO)) {
            for (int i = 0; i < 20; i++) {
                outcomes.add(ask(probe, protocol).outcome());
            }
            await().until(open::isEmpty);
        }

        assertThat(outcomes).doesNotContain(ProbeOutcome.Blind);
        assertThat(Set.copyOf(used)).hasSize(20);
    }

    @ParameterizedTest
    @EnumSource
    void blamesNoVersionForAGatewayThatStartedAnew(ProbeProtocol protocol) {
        List<ProbeOutcome> outcomes = new ArrayList<>();
        try (ProbeSender probe = probe(protocol, Duration.ofMinutes(1))) {
            ask(probe, protocol);
            app = request -> request.connection().close();

            outcomes.add(ask(probe, protocol).outcome());
            gateway.restart();
            outcomes.add(ask(probe, protocol).outcome());
            app = request -> ProbedGateway.fromTheApp(request)
                    .putHeader("grpc-status", "1")
                    .setStatusCode(500)
                    .end();
            await().until(() -> ask(probe, protocol).outcome() == ProbeOutcome.Failed);
        }

        assertThat(outcomes).containsOnly(ProbeOutcome.Blind);
    }

    /** Threads that ask and loops that are answered race for each request. */
    @ParameterizedTest
    @EnumSource(names = "GRPC", mode = EnumSource.Mode.EXCLUDE)
    void losesNoAnswerOfMany(ProbeProtocol protocol) {
        ProbeRequest question = new ProbeSchedule(ProbedGateway.TARGET, spec(protocol)).at(gateway.endpoint(), 0);
        try (ProbeSender probe = probe(protocol, Duration.ofMinutes(1))) {
            List<CompletableFuture<ProbeOutcome>> asked = IntStream.range(0, 1_500)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                                    () -> probe.send(gateway.endpoint(), question, VersionRole.Green)
                                            .join(),
                                    threads)
                            .thenApply(ProbeResult::outcome))
                    .toList();

            assertThat(asked).allSatisfy(one -> assertThat(one.join()).isEqualTo(ProbeOutcome.Passed));
        }
    }

    @Test
    void closesItsConnectionsWithTheProber() {
        try (ProbeRunner runner = new ProbeRunners(gateway.vertx, InstantSource.system())
                .start(ProbedGateway.TARGET, spec(ProbeProtocol.HTTP1), ProbeParts.NO_SECRETS, _ -> {})) {
            runner.aim(List.of(gateway.endpoint()));
            await().until(() -> !open.isEmpty());
        }

        await().until(open::isEmpty);
    }

    private ProbeSender probe(ProbeProtocol protocol, Duration oldest) {
        HttpVersion version = protocol == ProbeProtocol.HTTP1 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_2;
        return new ProbeSender(
                gateway.vertx,
                new GatewayConnectionPools(gateway.vertx, version, oldest),
                ProbedGateway.TARGET,
                spec(protocol),
                ProbeParts.NO_SECRETS,
                BodyBudget.usual(),
                InstantSource.system());
    }

    private ProbeResult ask(ProbeSender probe, ProbeProtocol protocol) {
        ProbeRequest question = new ProbeSchedule(ProbedGateway.TARGET, spec(protocol)).at(gateway.endpoint(), 0);
        return probe.send(gateway.endpoint(), question, VersionRole.Green).join();
    }

    private static ProbeSpec spec(ProbeProtocol protocol) {
        return new ProbeSpec(
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(10),
                50,
                null,
                null,
                protocol,
                null,
                null,
                null,
                null);
    }
}
