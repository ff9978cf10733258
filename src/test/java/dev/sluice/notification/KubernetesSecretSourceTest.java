package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.demo.BareApi;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Secret in the cluster. */
final class KubernetesSecretSourceTest {
    private final BareApi api = new BareApi("");
    private Instant now = Instant.EPOCH;
    private final KubernetesSecretSource secrets =
            new KubernetesSecretSource(api.client(), "sluice-system", "n", () -> now);

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aNewValueCountsAfterAMinute() throws Exception {
        write("url", "old");
        assertThat(secrets.get("url")).isEqualTo("old");
        write("url", "new");
        assertThat(secrets.get("url")).isEqualTo("old");
        now = now.plus(Duration.ofSeconds(61));

        assertThat(secrets.get("url")).isEqualTo("new");
    }

    @Test
    void anOldValueServesWhileTheApiServerIsAway() throws Exception {
        write("url", "old");
        secrets.get("url");
        now = now.plus(Duration.ofHours(1));
        api.close();

        assertThat(secrets.get("url")).isEqualTo("old");
    }

    @Test
    void whatIsNotThereIsToldWithItsCure() {
        assertThatThrownBy(() -> secrets.get("url"))
                .isInstanceOf(SecretSource.Missing.class)
                .hasMessageStartingWith(
                        "Secret sluice-system/n does not exist; create it: kubectl -n sluice-system create");
        write("other", "x");
        assertThatThrownBy(() -> secrets.get("url"))
                .hasMessage("Secret sluice-system/n has no key url; add it: kubectl -n sluice-system edit secret n");
    }

    private void write(String key, String value) {
        api.client()
                .secrets()
                .inNamespace("sluice-system")
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("n")
                        .withNamespace("sluice-system")
                        .endMetadata()
                        .withData(Map.of(
                                key,
                                Base64.getEncoder()
                                        .encodeToString(value.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                        .build())
                .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
    }
}
