package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a loop goes round that each change of the cluster wakes. */
final class LoopPacerTest {
    private static final Duration REST = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofDays(1);

    private final List<Duration> rests = new ArrayList<>();

    @Test
    void makesOneRoundOfAllThatChangesWhileItRests() {
        LoopPacer[] pacer = new LoopPacer[1];
        pacer[0] = new LoopPacer(REST, time -> {
            rests.add(time);
            for (int i = 0; i < 1_000; i++) {
                pacer[0].ring();
            }
        });

        pacer[0].await(LONG);
        assertThat(rests).as("one rest for a thousand changes").containsExactly(REST);

        pacer[0].await(LONG);
        assertThat(rests).as("no round without one").containsExactly(REST, REST);
    }

    @Test
    void losesNoChangeThatCameDuringTheRound() {
        LoopPacer pacer = new LoopPacer(REST, rests::add);
        pacer.ring();

        pacer.await(LONG);

        assertThat(rests).containsExactly(REST);
    }
}
