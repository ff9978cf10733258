package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForeignChangesTest {
    private long now;
    private final ForeignChanges changes = new ForeignChanges(() -> now);

    @Test
    void whoeverChangesThingsAllTheTimeMakesOthersLookOnceInAWhile() {
        long before = changes.mark();

        for (int i = 0; i < 600; i++) {
            changes.changed("busy");
            changes.mark();
            now += Duration.ofMillis(100).toNanos();
        }

        // In a minute; the first one of each while and those that followed may be told apart.
        assertThat(changes.mark() - before).isLessThanOrEqualTo(12);
    }

    @Test
    void theFirstChangeOfEachTellsAtOnce() {
        changes.changed("busy");
        long before = changes.mark();

        changes.changed("calm");

        assertThat(changes.mark()).isNotEqualTo(before);
    }

    @Test
    void theLastOfManyIsToldWhenTheWhileIsOver() {
        changes.changed("busy");
        changes.changed("busy");
        long before = changes.mark();

        now += ForeignChanges.WHILE.toNanos();

        assertThat(changes.mark()).isNotEqualTo(before);
        assertThat(changes.mark()).isEqualTo(before + 1);
    }
}
