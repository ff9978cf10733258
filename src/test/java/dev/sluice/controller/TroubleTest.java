package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.FaultInjection;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker does while the API server is in trouble. */
final class TroubleTest {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 20ms}, {weight: 50, hold: 2s}]
              bake: {hold: 20ms}
              progressDeadline: 1m
              health: {minSample: 1, probe: {rate: 50}}
            """;
    private static final String STATUS = "/status";
    private static final String VIRTUAL_SERVICE = "/virtualservices/myapp";

    private final Bench bench = new Bench(POLICY);
    private StoredRollout rollout;
    private String green;
    private Bench.Hand hand;

    @BeforeEach
    void begin() {
        rollout = bench.begin();
        green = rollout.spec().green().subset();
        hand = bench.hire(rollout).start();
    }

    @AfterEach
    void close() throws Exception {
        hand.close();
        bench.close();
    }

    @Test
    void putsTheWeightsBackWhileNoStatusCanBeWritten() {
        AtomicInteger refused = new AtomicInteger();
        untilGreenHas(50);
        hand.api().make(request -> {
            if (request.is("PUT", STATUS)) {
                refused.incrementAndGet();
                return new Trouble.Answer(500);
            }
            return TroubledApi.NONE;
        });

        breakGreen();

        untilGreenHas(0);
        patiently().until(() -> refused.get() > 0);
        assertThat(bench.state(rollout)).as("nothing could be recorded").isNotIn("Reverting", "Reverted");
        hand.api().calm();
        untilState("Reverted");
        assertThat(greenHas()).isZero();
        assertThat(Bench.pins(virtualService())).isZero();
    }

    @Test
    void putsTheWeightsBackWhileStatusWritesHang() {
        untilGreenHas(50);
        hand.api().make(request -> request.is("PUT", STATUS) ? new Trouble.Hang() : TroubledApi.NONE);

        breakGreen();

        untilGreenHas(0);
        assertThat(bench.state(rollout)).as("nothing could be recorded").isNotIn("Reverting", "Reverted");
        hand.api().calm();
        untilState("Reverted");
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 429, 500})
    void triesARevertAgainUntilTheApiServerTakesIt(int status) {
        AtomicInteger left = new AtomicInteger(7);
        untilGreenHas(50);
        hand.api()
                .make(request -> request.is("PATCH", VIRTUAL_SERVICE) && left.getAndDecrement() > 0
                        ? new Trouble.Answer(status)
                        : TroubledApi.NONE);

        breakGreen();

        untilState("Reverted");
        assertThat(left.get()).as("every trouble was met").isNegative();
        assertThat(greenHas()).isZero();
        assertThat(Bench.pins(virtualService())).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /status, 409",
        "PUT, /status, 429",
        "PUT, /status, 500",
        "PATCH, /virtualservices/, 409",
        "PATCH, /virtualservices/, 429",
        "PATCH, /virtualservices/, 500",
        "GET, /virtualservices/, 429",
        "GET, /virtualservices/, 500",
        "GET, /destinationrules, 500",
        "GET, /deployments/, 500",
        "GET, /pods, 500",
    })
    void goesOnByItselfOnceTheTroubleIsOver(String method, String path, int status) {
        AtomicInteger met = new AtomicInteger();
        hand.api()
                .make(request -> request.is(method, path) && met.incrementAndGet() <= 4
                        ? new Trouble.Answer(status)
                        : TroubledApi.NONE);
        untilState("Promoted");

        assertThat(met.get()).as("trouble was met").isPositive();
        assertThat(greenHas()).isEqualTo(100);
        assertThat(Bench.pins(virtualService())).isZero();
    }

    /** What validation, admission or a missing right refuse passes not by itself: no deadline has to be waited for. */
    @ParameterizedTest
    @CsvSource({
        "DestinationRule, 400",
        "VirtualService, 403",
        "VirtualService, 413",
        "VirtualService, 422",
    })
    void pausesAtOnceAtAWriteThatIsRefusedForGoodAndGoesOnOnceItIsTaken(String kind, int status) {
        String path = "/" + kind.toLowerCase(Locale.ROOT) + "s/myapp";
        hand.api().make(request -> request.is("PATCH", path) ? new Trouble.Answer(status) : TroubledApi.NONE);
        hand.heard(takeOutGreensSubset());

        patiently().until(() -> bench.state(rollout).equals("Paused"));

        assertThat(bench.told("PausedByObstacle"))
                .singleElement()
                .asString()
                .endsWith(" %: the API server refuses to change " + kind
                        + " myapp: trouble was made; mend what that names, or set spec.desired of the Rollout to Aborted; it is tried"
                        + " again until it is taken");
        hand.api().calm();
        untilState("Promoted");
        assertThat(greenHas()).isEqualTo(100);
    }

    @Test
    void triesARevertThatIsRefusedForGoodAgainUntilItIsTaken() {
        AtomicInteger refused = new AtomicInteger();
        untilGreenHas(50);
        hand.api().make(request -> {
            if (request.is("PATCH", VIRTUAL_SERVICE)) {
                refused.incrementAndGet();
                return new Trouble.Answer(403);
            }
            return TroubledApi.NONE;
        });

        breakGreen();

        patiently().until(() -> refused.get() > 3);
        assertThat(bench.state(rollout)).isEqualTo("Reverting");
        hand.api().calm();
        untilState("Reverted");
        assertThat(greenHas()).isZero();
    }

    @Test
    void readsItsRolloutAgainAfterAConflictHoweverOftenThatFails() {
        AtomicInteger conflicts = new AtomicInteger(3);
        AtomicInteger failures = new AtomicInteger(3);
        hand.api().make(request -> {
            boolean conflict = request.is("PUT", STATUS) && conflicts.getAndDecrement() > 0;
            boolean failure = request.is("GET", "/rollouts/") && failures.getAndDecrement() > 0;
            return conflict ? new Trouble.Answer(409) : failure ? new Trouble.Answer(500) : TroubledApi.NONE;
        });

        untilState("Promoted");

        assertThat(failures.get()).as("every trouble was met").isNotPositive();
    }

    @Test
    void goesOnWhereItWasAfterTheApiServerHung() {
        AtomicInteger hung = new AtomicInteger();
        hand.api().make(request -> {
            if (hung.get() == 0 && greenHas() != 10) {
                return TroubledApi.NONE;
            }
            hung.incrementAndGet();
            return new Trouble.Hang();
        });
        patiently().until(() -> hung.get() > 1);

        hand.api().calm();

        untilState("Promoted");
        assertThat(greenHas()).isEqualTo(100);
    }

    private GenericKubernetesResource takeOutGreensSubset() {
        return bench.client()
                .genericKubernetesResources("networking.istio.io/v1", "DestinationRule")
                .inNamespace("default")
                .withName("myapp")
                .edit(rule -> {
                    List<Map<String, Object>> subsets = rule.get("spec", "subsets");
                    subsets.removeIf(subset -> green.equals(subset.get("name")));
                    return rule;
                });
    }

    private void breakGreen() {
        bench.cluster().app(green).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
    }

    private void untilGreenHas(int weight) {
        patiently().until(() -> greenHas() == weight);
    }

    private void untilState(String state) {
        patiently().until(() -> bench.over(rollout));
        assertThat(bench.state(rollout)).isEqualTo(state);
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(30));
    }

    private int greenHas() {
        return Bench.weight(virtualService(), green);
    }

    private GenericKubernetesResource virtualService() {
        return bench.virtualService().require();
    }
}
