package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.RolloutStatusUpdate;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a status is written, and what tells that the watch has heard of it. */
final class RolloutStatusWriterTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec: {routes: [{virtualService: myapp}], steps: [{weight: 50, hold: 1h}]}
            """;

    private final Bench bench = new Bench(POLICY);
    private final StoredRollout begun = bench.begin();
    private final AtomicReference<StoredRollout> told = new AtomicReference<>(begun);
    private final RolloutStatusWriter statusWriter =
            new RolloutStatusWriter(begun, StoreParts.rollouts(bench.client()), _ -> Optional.of(told.get()), START);

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void reportsOftenWhenAStageBeginsAndSeldomLater() {
        assertThat(reports(0, 10)).isEqualTo(5);
        assertThat(reports(300, 900)).isEqualTo(100);
    }

    @Test
    void reportsNothingNewOnlyWhereThereAreCounts() {
        report(START);

        assertThat(statusWriter.isDue("holds", Optional.empty(), START.plusSeconds(60), INTERVAL))
                .isFalse();
        assertThat(statusWriter.isDue("waits", Optional.empty(), START.plusSeconds(60), INTERVAL))
                .isTrue();
    }

    @Test
    void noticesAWatchThatDoesNotTellOfWhatWasWritten() {
        report(START);

        statusWriter.refresh(START.plusSeconds(2));
        assertThat(statusWriter.echoed()).as("it may come yet").isTrue();
        statusWriter.refresh(START.plusSeconds(4));
        assertThat(statusWriter.echoed()).isFalse();

        told.set(bench.stored(begun).orElseThrow());
        statusWriter.refresh(START.plusSeconds(5));
        assertThat(statusWriter.echoed()).isTrue();
    }

    /** Of a namespace with very many Rollouts the watch tells no plan. */
    @Test
    void goesOnWithItsPlanAndTakesWhatPeopleWantFromAWatchThatTellsLittle() {
        report(START);
        StoreParts.rollouts(bench.client()).desire(begun, Desired.Paused);
        told.set(StoreParts.brief(
                Serialization.asYaml(bench.stored(begun).orElseThrow().raw())));
        assertThat(statusWriter.isCurrent()).isFalse();

        statusWriter.refresh(START.plusSeconds(5));

        assertThat(statusWriter.echoed()).isTrue();
        assertThat(statusWriter.isCurrent()).isTrue();
        assertThat(statusWriter.stored().desired()).isEqualTo(Desired.Paused);
        assertThat(statusWriter.stored().plan()).isEqualTo(begun.plan());
        assertThat(statusWriter.stored().target()).isEqualTo(begun.target());

        report(START.plusSeconds(6));

        StoredRollout written = bench.stored(begun).orElseThrow();
        assertThat(written.spec().plan()).isEqualTo(begun.spec().plan());
        assertThat(written.spec().pin()).isEqualTo(begun.spec().pin());
        assertThat(written.desired()).isEqualTo(Desired.Paused);
        assertThat(written.observedAt()).contains(START.plusSeconds(6));
    }

    private int reports(int from, int to) {
        int written = 0;
        report(START.plusSeconds(from));
        for (int second = from + 1; second <= to; second++) {
            Instant now = START.plusSeconds(second);
            if (statusWriter.isDue("holds", Optional.of(START), now, INTERVAL)) {
                report(now);
                written++;
            }
        }
        return written;
    }

    private void report(Instant now) {
        statusWriter.record(
                new RolloutStatusUpdate(statusWriter.resume(START), Optional.empty(), "holds", false, begun.evidence()),
                Optional.empty(),
                now);
    }
}
