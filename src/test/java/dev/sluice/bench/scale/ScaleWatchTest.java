package dev.sluice.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

final class ScaleWatchTest {
    @Test
    void probesOfGreenAreNoUsers() {
        String service = "spec: {http: [{match: [{headers: {}}], route: [{destination: {subset: v2}, weight: 100}]}, "
                + "{route: [{destination: {subset: v1}, weight: %d}, {destination: {subset: v2}, weight: %d}]}]}";

        assertThat(ScaleWatch.green(yaml(service.formatted(90, 10)))).isEqualTo(10);
        assertThat(ScaleWatch.green(yaml(service.formatted(100, 0)))).isZero();
    }

    private static JsonNode yaml(String text) {
        return Serialization.unmarshal("---\n" + text, JsonNode.class);
    }
}
