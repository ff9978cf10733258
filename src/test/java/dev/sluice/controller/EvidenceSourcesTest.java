package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.StoreParts;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.Weight;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of two sources, whatever they ask. */
final class EvidenceSourcesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Weight TENTH = Weight.ofPercent(10);
    private static final List<GatewayEndpoint> GATEWAYS = List.of(new GatewayEndpoint(
            "istio-system/gw", "10.0.0.1", 80, RouteRef.virtualService("default", "myapp"), "myapp.test", "/"));

    private final FakeSource probes = new FakeSource();
    private final FakeSource users = new FakeSource();

    @Test
    void takesProbesFromTheOneAndUsersFromTheOther() {
        EvidenceSources sources = sources(true);
        sources.setEndpoints(GATEWAYS);

        ObservationBatch batch = sources.drain(NOW, TENTH);

        assertThat(batch.probes()).extracting(ProbeResult::colour).containsExactly(VersionRole.Blue, VersionRole.Green);
        assertThat(batch.users()).isEqualTo(new Counts(1, 0, 1, 0));
    }

    @Test
    void countsNobodyWhereThePolicyDoesNotAskForIt() {
        EvidenceSources sources = sources(false);
        sources.setEndpoints(GATEWAYS);

        ObservationBatch batch = sources.drain(NOW, TENTH);

        assertThat(batch.probes()).hasSize(2);
        assertThat(batch.users()).isEqualTo(Counts.NONE);
        assertThat(users.aimed()).isEmpty();
    }

    @Test
    void whatAColdGreenDoesNotAnswerSaysNothingBeforeItHasUsers() {
        EvidenceSources sources = sources(true);
        sources.setEndpoints(GATEWAYS);
        probes.answer(ProbeOutcome.Failed);

        assertThat(green(sources.drain(NOW, Weight.NONE))).isEqualTo(ProbeOutcome.Blind);
        assertThat(green(sources.drain(NOW, TENTH))).isEqualTo(ProbeOutcome.Failed);
    }

    @Test
    void tellsWhatEachCannotSee() {
        EvidenceSources sources = sources(true);
        assertThat(sources.blind()).isEmpty();
        assertThat(sources.told("holds")).isEqualTo("holds");

        users.impair("no pod has a version");
        probes.impair("probes are few");

        assertThat(sources.blind()).contains("no pod has a version");
        assertThat(sources.told("holds")).isEqualTo("holds; probes are few");
    }

    @Test
    void endsBoth() {
        sources(true).close();

        assertThat(probes.closed()).isTrue();
        assertThat(users.closed()).isTrue();
    }

    private static ProbeOutcome green(ObservationBatch batch) {
        return batch.probes().getLast().outcome();
    }

    private EvidenceSources sources(boolean counting) {
        return new EvidenceSources(
                StoreParts.rollout(StoreParts.ROLLOUT).target(),
                new HealthSpec(null, counting, null, null, null, null, null),
                probes,
                users,
                _ -> SecretHeaders.NONE,
                new LoopMonitor());
    }
}
