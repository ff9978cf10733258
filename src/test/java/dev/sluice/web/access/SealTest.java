package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SealTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final String KEY = "a key of at least thirty-two letters";

    @Test
    void anotherReplicaWithTheSameKeyOpensIt() {
        String closed = new Seal(KEY).close("token", LATER);
        assertThat(closed).doesNotContain("token").matches("[A-Za-z0-9_-]+");
        assertThat(new Seal(KEY).open(closed, NOW)).contains("token");
    }

    @Test
    void nobodyElseOpensIt() {
        String closed = new Seal(KEY).close("token", LATER);
        assertThat(new Seal(KEY + "!").open(closed, NOW)).isEmpty();
        String forged = (closed.startsWith("A") ? "B" : "A") + closed.substring(1);
        assertThat(new Seal(KEY).open(forged, NOW)).isEmpty();
        assertThat(new Seal(KEY).open("", NOW)).isEmpty();
        assertThat(new Seal(KEY).open("no base64!", NOW)).isEmpty();
    }

    @Test
    void itsTimeEnds() {
        assertThat(new Seal(KEY).open(new Seal(KEY).close("token", LATER), LATER))
                .isEmpty();
    }

    @Test
    void shortKeyIsRefusedWithTheCure() {
        assertThatThrownBy(() -> new Seal("short")).hasMessageContaining("openssl rand");
    }
}
