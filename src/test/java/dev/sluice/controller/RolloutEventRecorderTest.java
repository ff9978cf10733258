package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.FaultInjection;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import dev.sluice.rollout.RolloutEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is woken is woken once, and by what is true. */
final class RolloutEventRecorderTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 20ms}, {weight: 50, hold: 20ms, pause: true}]
              bake: {hold: 20ms}
              progressDeadline: 1m
              health: {minSample: 1, probe: {rate: 50}}
            """;

    private final Bench bench = new Bench(POLICY);
    private final StoredRollout rollout = bench.begin();

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void aGateIsToldOnce() {
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(PATIENCE).until(() -> bench.pausedPasses() > 3);
        }

        assertThat(bench.told("PausedByGate", "Stalled"))
                .filteredOn(told -> told.contains("pause gate"))
                .singleElement()
                .asString()
                .startsWith("PausedByGate Step 2/2, 50 %");
    }

    @Test
    void aRevertThatCannotBeWrittenIsToldWhileItIsTriedAgain() {
        AtomicInteger left = new AtomicInteger(7);
        try (Bench.Hand hand = bench.hire(rollout).start()) {
            await().atMost(PATIENCE).until(() -> bench.pausedPasses() > 0);
            hand.api()
                    .make(request -> request.is("PATCH", "/virtualservices/myapp") && left.getAndDecrement() > 0
                            ? new Trouble.Answer(500)
                            : TroubledApi.NONE);
            bench.cluster().app(rollout.spec().green().subset()).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
            await().atMost(PATIENCE).until(() -> bench.over(rollout));
        }

        assertThat(left.get()).as("every trouble was met").isNegative();
        assertThat(bench.state(rollout)).isEqualTo("Reverted");
        assertThat(bench.told("Stalled")).anyMatch(told -> told.contains("the weights are not back yet: "));
    }

    @Test
    void warningsThatTakeTurnsAreToldOnceEach() {
        List<RolloutEvent> told = new ArrayList<>();
        RolloutEventRecorder eventRecorder = new RolloutEventRecorder(told::add, rollout);
        IntStream.range(0, 20).forEach(i -> eventRecorder.warn(i % 2 == 0 ? "no gateway" : "no writes"));

        assertThat(told)
                .filteredOn(one -> one.kind().equals("Rollout"))
                .extracting(RolloutEvent::message)
                .containsExactly("no gateway", "no writes");
    }

    @Test
    void whatDiffersInItsFiguresAloneIsToldOnce() {
        List<RolloutEvent> told = new ArrayList<>();
        RolloutEventRecorder eventRecorder = new RolloutEventRecorder(told::add, rollout);
        IntStream.range(0, 100)
                .forEach(i -> eventRecorder.warn("saw " + i + " of 1,0" + (10 + i) + ", " + i / 10.0 + " s"));

        assertThat(told)
                .filteredOn(one -> one.kind().equals("Rollout"))
                .extracting(RolloutEvent::message)
                .containsExactly("saw 0 of 1,010, 0.0 s");
    }

    @Test
    void warningsThatAlwaysDifferEnd() {
        List<RolloutEvent> told = new ArrayList<>();
        RolloutEventRecorder eventRecorder = new RolloutEventRecorder(told::add, rollout);
        IntStream.range(0, 1_000).forEach(i -> eventRecorder.warn("saw ".repeat(i + 1)));

        assertThat(told).filteredOn(one -> one.kind().equals("Rollout")).hasSize(25);
    }
}
