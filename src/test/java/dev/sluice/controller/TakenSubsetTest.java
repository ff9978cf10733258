package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody takes the subset of the version that serves out of the DestinationRule in mid-release. */
final class TakenSubsetTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Bench bench = new Bench(Bench.HOLDING);
    private final StoredRollout rollout = bench.begin();

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void putsItBackAndSaysSo() {
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            await().atMost(LONG).until(() -> weight() == 10);
            Map<String, Object> blue = take();

            await().atMost(LONG).until(() -> subsets().contains(blue));
            await().atMost(LONG)
                    .until(() ->
                            bench.told("Corrected").toString().contains("subset v1 is missing in DestinationRule"));
            assertThat(bench.told("PausedByObstacle")).isEmpty();
        }
    }

    /** Nobody may put it back, so blue cannot serve, though all of its pods are ready. */
    @Test
    void sendsUsersToGreenAsLongAsItCannotBePutBack() {
        try (Bench.Hand hand = bench.hire(rollout).start()) {
            await().atMost(LONG)
                    .until(() -> weight() == 10 && bench.state(rollout).equals("Holding"));
            hand.api()
                    .make(request ->
                            request.is("PATCH", "/destinationrules/") ? new Trouble.Answer(403) : TroubledApi.NONE);

            take();

            await().atMost(LONG).until(() -> weight() == 100);
            assertThat(bench.told("FailedOver").toString()).contains("gateways refuse all of its probes");
            StoreParts.rollouts(bench.client()).desire(rollout, Desired.Aborted);
            await().atMost(LONG).until(() -> bench.told("FailedOver").toString().contains("desired is Aborted"));
            assertThat(weight()).as("nobody is sent where nothing answers").isEqualTo(100);

            hand.api().calm();

            await().atMost(LONG).until(() -> bench.over(rollout));
            assertThat(bench.state(rollout)).isEqualTo("Aborted");
            assertThat(weight()).isZero();
        }
    }

    private int weight() {
        return Bench.weight(bench.virtualService().require(), "v2");
    }

    private Map<String, Object> take() {
        Map<String, Object> blue = subsets().stream()
                .filter(one -> "v1".equals(one.get("name")))
                .findFirst()
                .orElseThrow();
        rule().edit(json -> {
            json.<List<Object>>get("spec", "subsets").remove(blue);
            return json;
        });
        return blue;
    }

    private List<Map<String, Object>> subsets() {
        return rule().require().get("spec", "subsets");
    }

    private Resource<GenericKubernetesResource> rule() {
        return bench.client()
                .genericKubernetesResources("networking.istio.io/v1", "DestinationRule")
                .inNamespace("default")
                .withName("myapp");
    }
}
