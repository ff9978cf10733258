package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.BareApi;
import dev.sluice.demo.TroubledApi;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolloutPollerTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    @ParameterizedTest
    @EnumSource(
            value = Acts.class,
            names = {"holding", "pending", "gate"})
    void controllerThatCountsAndSaysNothingIsMissed(Acts act) {
        assertThat(troubleLater(act.rollout())).startsWith("the controller has not reported for 31 s");
    }

    @ParameterizedTest
    @EnumSource(
            value = Acts.class,
            names = {"preparing", "reverted", "promoted"})
    void controllerThatHasNothingToSayIsNotMissed(Acts act) {
        assertThat(troubleLater(act.rollout())).isEmpty();
    }

    @Test
    void troubleComesBeforeAQuestion() {
        StoredRollout holding = Acts.holding.rollout();
        try (BareApi api = new BareApi("");
                RolloutPoller watch = new RolloutPoller(api.client(), () -> Acts.NOW.plusSeconds(30), holding, false)) {
            assertThat(watch.scene(holding, "go on? [y/N]", "").notices())
                    .hasSize(2)
                    .last()
                    .isEqualTo("go on? [y/N]");
        }
    }

    /** The client gives code -1 for a connection that is refused, and for an answer that does not come. */
    @Test
    void apiServerThatIsAwayIsNamed() {
        StoredRollout holding = Acts.holding.rollout();
        try (TroubledApi troubled = new TroubledApi(NOWHERE);
                KubernetesClient client = troubled.client();
                RolloutPoller watch = new RolloutPoller(client, () -> Acts.NOW, holding, false)) {
            troubled.close();

            assertThat(watch.again(RolloutPoller.WatchState.of(holding, Acts.NOW), "shop", "checkout")
                            .problem())
                    .isEqualTo("the API server does not answer");
        }
    }

    private static String troubleLater(StoredRollout rollout) {
        try (BareApi api = new BareApi("");
                RolloutPoller watch = new RolloutPoller(api.client(), () -> Acts.NOW, rollout, false)) {
            return watch.trouble(Acts.NOW.plusSeconds(30));
        }
    }
}
