package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SessionTokenCipherTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final String KEY = "a key of at least thirty-two letters";

    @Test
    void anotherReplicaWithTheSameKeyOpensIt() {
        String closed = new SessionTokenCipher(KEY).close("token", LATER);
        assertThat(closed).doesNotContain("token").matches("[A-Za-z0-9_-]+");
        assertThat(new SessionTokenCipher(KEY).open(closed, NOW)).contains("token");
    }

    @Test
    void nobodyElseOpensIt() {
        String closed = new SessionTokenCipher(KEY).close("token", LATER);
        assertThat(new SessionTokenCipher(KEY + "!").open(closed, NOW)).isEmpty();
        String forged = (closed.startsWith("A") ? "B" : "A") + closed.substring(1);
        assertThat(new SessionTokenCipher(KEY).open(forged, NOW)).isEmpty();
        assertThat(new SessionTokenCipher(KEY).open("", NOW)).isEmpty();
        assertThat(new SessionTokenCipher(KEY).open("no base64!", NOW)).isEmpty();
    }

    @Test
    void itsTimeEnds() {
        assertThat(new SessionTokenCipher(KEY).open(new SessionTokenCipher(KEY).close("token", LATER), LATER))
                .isEmpty();
    }

    @Test
    void shortKeyIsRefusedWithTheCure() {
        assertThatThrownBy(() -> new SessionTokenCipher("short")).hasMessageContaining("openssl rand");
    }
}
