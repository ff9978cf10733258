package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.RolloutMemory;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorkloadStatus;
import dev.sluice.traffic.ConvergenceResult;
import dev.sluice.traffic.TrafficReadResult;
import dev.sluice.traffic.TrafficRouter;
import dev.sluice.workload.WorkloadObserver;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a rollout does about what it is told, where neither an API server nor a mesh nor a gateway is. */
final class RolloutReconcilerTest {
    private static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: myapp-1, namespace: default, uid: u-1, resourceVersion: "1"}
            spec:
              policy: myapp
              plan:
                routes: [{virtualService: myapp}]
                preflight: {hold: 20ms}
                steps: [{weight: 10, hold: 1h}]
                health: {minSample: 1, gatewayTelemetry: false}
              blue: {subset: v1}
              green: {subset: v2, deployment: myapp-v2, uid: d-1}
              version: v2
              routes: [{virtualService: myapp, host: myapp}]
              pin: secret-pin
            """;
    private static final RouteRef ROUTE = RouteRef.virtualService("default", "myapp");
    private static final GatewayEndpoint GATEWAY =
            new GatewayEndpoint("istio-system/gw", "10.0.0.1", 80, ROUTE, "myapp.test", "/");
    private static final DesiredTraffic TENTH = new DesiredTraffic.Split(Weight.ofPercent(10));
    private static final DesiredTraffic BACK = new DesiredTraffic.Back(Outcome.Reverted);

    private final KubernetesClient nobody = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty())
                    .withMasterUrl("https://127.0.0.1:1")
                    .build())
            .build();
    private final RolloutMemory memory = new RolloutMemory(nobody);
    private final FakeRouter router = new FakeRouter();
    private final FakeSource probes = new FakeSource();
    private volatile TrafficStatus served = new TrafficStatus.Converged();
    private volatile WorkloadStatus green = new WorkloadStatus.Pods(1, 1, true, Optional.empty());
    private final RolloutReconciler reconciler = reconciler(StoreParts.rollout(ROLLOUT));

    @AfterEach
    void close() {
        reconciler.stop();
        nobody.close();
    }

    @Test
    void writesTheTrafficBackBeforeItRecordsWhy() {
        reachTheStep();

        probes.answer(ProbeOutcome.Failed);

        patiently().until(() -> router.goal().equals(BACK) || router.cleaned());
        patiently().until(() -> !reconciler.running());
        assertThat(router.recordedWhenWritten(BACK)).doesNotContain("Reverting");
        assertThat(memory.states()).endsWith("Reverting", "Reverted");
        assertThat(memory.released()).isTrue();
    }

    @Test
    void writesTheTrafficBackThoughNothingCanBeRecorded() {
        reachTheStep();
        memory.refuse();

        probes.answer(ProbeOutcome.Failed);

        patiently().until(() -> router.goal().equals(BACK));
    }

    @Test
    void givesGreenNoUsersBeforeEveryGatewayServesThePinnedRoutes() {
        served = new TrafficStatus.Pending("gateway istio-system/gw does not serve the new weights of myapp yet");
        start();
        patiently().until(() -> router.goal().equals(new DesiredTraffic.Split(Weight.NONE)));
        int passes = probes.drained();
        patiently().until(() -> probes.drained() > passes + 20);
        assertThat(memory.states()).doesNotContain("Holding");

        served = new TrafficStatus.Converged();

        patiently().until(() -> router.goal().equals(TENTH));
    }

    @Test
    void probesThroughTheGatewaysThatWereFoundAndNoMoreOnceItGoesBack() {
        reachTheStep();
        assertThat(probes.aimed()).containsExactly(GATEWAY);

        green = new WorkloadStatus.Pods(1, 1, true, Optional.of("pod myapp-v2-a crash-loops"));

        patiently().until(() -> router.goal().equals(BACK) || router.cleaned());
        patiently().until(() -> probes.aimed().isEmpty());
    }

    @Test
    void endsTheEvidenceWhenItIsStopped() {
        reachTheStep();

        reconciler.stop();

        patiently().until(() -> probes.closed());
    }

    private void start() {
        Thread.ofVirtual().start(reconciler);
    }

    private void reachTheStep() {
        start();
        patiently().until(() -> router.goal().equals(TENTH) && memory.states().contains("Holding"));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(1));
    }

    private RolloutReconciler reconciler(StoredRollout stored) {
        Sharding sharding = Bench.permitted(nobody, () -> true);
        ReconcilerContext context = new ReconcilerContext(
                router,
                _ -> List.of(GATEWAY),
                (_, _, _, _, _, _) -> new ConvergenceResult(served, List.of()),
                (target, health) -> new EvidenceSources(
                        target,
                        health,
                        probes,
                        new FakeSource(),
                        _ -> new SecretHeaders.Known(Map.of()),
                        sharding.loops()),
                _ -> new FakeWorkload(),
                memory,
                StoreParts.workloads(nobody),
                sharding,
                ReconcilerContext.unusualLooks(),
                InstantSource.system(),
                new Bench.Hurried(),
                _ -> {},
                _ -> {});
        return new RolloutReconciler(stored, context, _ -> Optional.empty());
    }

    /** Objects that are as they were written last. */
    private final class FakeRouter implements TrafficRouter {
        private final List<Written> written = new CopyOnWriteArrayList<>();

        /** What was written, and what had been recorded by then. */
        private record Written(DesiredTraffic goal, List<String> recorded) {}

        private DesiredTraffic goal() {
            return written.isEmpty()
                    ? new DesiredTraffic.Untouched()
                    : written.getLast().goal();
        }

        private boolean cleaned() {
            return goal() instanceof DesiredTraffic.Clean;
        }

        private List<String> recordedWhenWritten(DesiredTraffic goal) {
            return written.stream()
                    .filter(one -> one.goal().equals(goal))
                    .findFirst()
                    .orElseThrow()
                    .recorded();
        }

        @Override
        public TrafficReadResult read(TrafficTarget target, DesiredTraffic goal) {
            return new TrafficReadResult(
                    goal.equals(goal())
                            ? Optional.empty()
                            : Optional.of(new TrafficStatus.Unwritten("it has not been written")),
                    Map.of(ROUTE, "stamp"),
                    Optional.empty(),
                    false);
        }

        @Override
        public TrafficReadResult glance(TrafficTarget target, DesiredTraffic goal) {
            return read(target, goal);
        }

        @Override
        public List<String> apply(TrafficTarget target, DesiredTraffic goal, BooleanSupplier may) {
            assertThat(may.getAsBoolean()).isTrue();
            written.add(new Written(goal, List.copyOf(memory.states())));
            return List.of();
        }

        @Override
        public Optional<String> blueInUse(TrafficTarget target) {
            return Optional.empty();
        }
    }

    /** One pod each. */
    private final class FakeWorkload implements WorkloadObserver {
        @Override
        public WorkloadStatus green(boolean brief) {
            return green;
        }

        @Override
        public Capacity.Seen sizes(boolean brief, Instant now) {
            return Capacity.Seen.NOTHING;
        }
    }
}
