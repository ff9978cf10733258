package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Hostile;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoreParts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A Rollout's status of anybody's making is shown, or is one object's trouble. */
final class HostilePictureTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    @Test
    void saysThatAStatusCannotBeRead() {
        RolloutDisplay display = RolloutDisplay.of(
                StoreParts.rollout(StoreParts.ROLLOUT
                        + "status: {state: Exploded, since: x, stageIndex: -7, weightSeen: 1.0e+300}\n"),
                NOW);

        assertThat(display.state()).isEqualTo("Unreadable");
        assertThat(display.over()).isFalse();
    }

    @Property(tries = 300)
    void isMadeInAMoment(@ForAll long seed) {
        ObjectNode json = (ObjectNode) Hostile.yaml(StoreParts.ROLLOUT);
        json.set(
                "status",
                new Hostile(seed).of(Hostile.schema("rollouts.sluice.dev.yaml").at("/properties/status")));
        GenericKubernetesResource raw = new ObjectMapper().convertValue(json, GenericKubernetesResource.class);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            try {
                RolloutClient.read(raw).ifPresent(one -> RolloutDisplay.of(one, NOW));
            } catch (RuntimeException e) {
                // It is not shown.
                assertThat(e).isNotNull();
            }
        });
    }
}
