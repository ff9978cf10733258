package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.BlueUnderLoad;
import dev.sluice.analysis.BlueWorse;
import dev.sluice.analysis.ConsecutiveRefusals;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.LatencyTest;
import dev.sluice.analysis.LatencyTest.Edge;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.SequentialTests;
import dev.sluice.analysis.SlowPeriod;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.OnUnhealthy;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.Weight;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EvidenceCodecTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Plan PLAN = new Plan(
            List.of(new Stage("Bake", Weight.ALL, Duration.ZERO, false)),
            HealthSpec.usual(),
            Duration.ofMinutes(10),
            OnUnhealthy.Revert);

    @Property(tries = 50)
    void goesOnBitForBit(@ForAll @IntRange(max = 1_000_000) int seed, @ForAll @IntRange(max = 300) int looks) {
        Random random = new Random(seed);
        Evidence evidence = Evidence.NONE;
        for (int i = 0; i < looks; i++) {
            evidence = evidence.plus(look(random, i), PLAN);
        }
        Evidence restored = EvidenceCodec.read(EvidenceCodec.write(evidence));
        assertThat(restored.tests()).isEqualTo(evidence.tests());
        assertThat(restored.stage()).isEqualTo(evidence.stage());

        boolean edgesKnown = !evidence.tests().latency().edges().isEmpty();
        ObservationBatch next = look(random, looks);
        assertThat(!edgesKnown
                        || Double.doubleToLongBits(restored.plus(next, PLAN).lnOdds(PLAN))
                                == Double.doubleToLongBits(
                                        evidence.plus(next, PLAN).lnOdds(PLAN)))
                .isTrue();
    }

    @Example
    void keepsTheEvidenceOfALongRolloutInLessThanTwoKilobytes() {
        Evidence evidence = after(50_000);
        assertThat(EvidenceCodec.write(evidence)).hasSizeLessThan(2000);
    }

    /** What it kept ends where the warm-up begins now, in 60 bytes, users' latency, in 145, blue beside green, in 146, the latency by all edges together, in 49, and what blue refused, in 13; all seconds of such a rollout count as warm-up. */
    @Example
    void readsWhatWasKeptBeforeThereWasAWarmUp() throws IOException {
        Evidence evidence = after(1000);
        Evidence read = EvidenceCodec.read(keptBefore(evidence, 1, 60 + 145 + 146 + 49 + 13 + load(evidence)));
        assertThat(read.tests().latency().edges())
                .isEqualTo(beforeLoad(evidence.tests()).latency().edges());
        assertThat(read.stage()).isEqualTo(evidence.stage());
        assertThat(read.tests().warming().seconds()).isEqualTo(evidence.tests().ticks());
    }

    @Example
    void readsWhatWasKeptBeforeBlueWasHeldAgainstGreen() throws IOException {
        Evidence evidence = after(1000);
        SequentialTests known = beforeLoad(evidence.tests());

        Evidence read = EvidenceCodec.read(keptBefore(evidence, 2, 146 + 49 + 13 + load(evidence)));

        assertThat(read.tests())
                .isEqualTo(known.with(known.warming(), known.slowUsers(), BlueWorse.NONE)
                        .withShift(LatencyTest.noShift()));
    }

    @Example
    void readsWhatWasKeptBeforeTheEdgesWereTestedTogether() throws IOException {
        Evidence evidence = after(1000);

        Evidence read = EvidenceCodec.read(keptBefore(evidence, 3, 49 + 13 + load(evidence)));

        assertThat(read.tests()).isEqualTo(beforeLoad(evidence.tests()).withShift(LatencyTest.noShift()));
    }

    @Example
    void readsWhatWasKeptBeforeBlueUnderLoadWasCounted() throws IOException {
        Evidence evidence = after(1000);

        Evidence read = EvidenceCodec.read(keptBefore(evidence, 4, load(evidence)));

        assertThat(read.tests()).isEqualTo(beforeLoad(evidence.tests()));
    }

    /** As it goes on after a version that did not know blue under load: by its hundred answers that chose the edges. */
    private static SequentialTests beforeLoad(SequentialTests tests) {
        List<Edge> edges = tests.latency().edges().stream()
                .map(edge ->
                        edge.with(BlueUnderLoad.NONE.plus(new Counts(0, 0, 100, Math.round(100 * edge.beyond())), 1)))
                .toList();
        return tests.at(edges).with(tests.warming().with(SlowPeriod.NONE));
    }

    /** Bytes: for each edge and each share of the users two numbers, and what was seen since a suspicion began. */
    private static int load(Evidence evidence) {
        SlowPeriod slow = evidence.tests().warming().slow();
        return evidence.tests().latency().edges().size() * BlueUnderLoad.SHARES * 16
                + 9
                + slow.counts().size() * 32;
    }

    @Example
    void readsWhatWasKeptBeforeBluesRefusalsWereCounted() throws IOException {
        Evidence evidence = refused();

        ConsecutiveRefusals read = EvidenceCodec.read(keptBefore(evidence, 3, 49 + 13 + load(evidence)))
                .refusals();

        assertThat(read).isEqualTo(new ConsecutiveRefusals(0, false, 0, false, Optional.empty()));
    }

    @Example
    void keepsThatBlueWasRefused() {
        Evidence evidence = refused();

        assertThat(EvidenceCodec.read(EvidenceCodec.write(evidence)).refusals())
                .isEqualTo(evidence.refusals())
                .isEqualTo(new ConsecutiveRefusals(0, false, 3, true, Optional.of(START)));
    }

    @Example
    void theMostPodsOfGreenAreKeptBesideIt() {
        Evidence evidence = Evidence.NONE.withMostPods(7);
        assertThat(EvidenceStatus.of(evidence, PLAN).read().mostPods()).isEqualTo(7);
    }

    private static Evidence after(int looks) {
        Random random = new Random(1);
        Evidence evidence = Evidence.NONE;
        for (int i = 0; i < looks; i++) {
            evidence = evidence.plus(look(random, i), PLAN);
        }
        return evidence;
    }

    /** Blue has served a user, then it refuses its probes. */
    private static Evidence refused() {
        List<ProbeResult> probes = new ArrayList<>();
        probes.add(probe(VersionRole.Green, ProbeOutcome.Passed));
        probes.addAll(Collections.nCopies(3, probe(VersionRole.Blue, ProbeOutcome.Refused)));
        return Evidence.NONE.plus(new ObservationBatch(START, probes, new Counts(0, 0, 1, 0)), PLAN);
    }

    private static ProbeResult probe(VersionRole role, ProbeOutcome outcome) {
        return new ProbeResult(START, role, outcome, "status", "gw-0", 0, Duration.ZERO);
    }

    /** As an older version kept it, which wrote so many bytes less. */
    private static String keptBefore(Evidence evidence, int version, int less) throws IOException {
        byte[] now;
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(EvidenceCodec.write(evidence))))) {
            now = in.readAllBytes();
        }
        byte[] before = Arrays.copyOf(now, now.length - less);
        before[0] = (byte) version;
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(kept)) {
            out.write(before);
        }
        return Base64.getEncoder().encodeToString(kept.toByteArray());
    }

    @Example
    void gathersAnewWhatItCannotRead() {
        assertThat(EvidenceCodec.read(null)).isEqualTo(Evidence.NONE);
        assertThat(EvidenceCodec.read("")).isEqualTo(Evidence.NONE);
        assertThat(EvidenceCodec.read("not base64!")).isEqualTo(Evidence.NONE);
        assertThat(EvidenceCodec.read("eJxjYGBgAAAABAAB")).isEqualTo(Evidence.NONE);
    }

    /** A tenth of a second of users and probes; now and then something fails. */
    private static ObservationBatch look(Random random, int number) {
        Instant at = START.plusMillis(100L * number);
        List<ProbeResult> probes = new ArrayList<>();
        for (VersionRole role : VersionRole.values()) {
            ProbeOutcome outcome = random.nextInt(100) == 0 ? ProbeOutcome.Failed : ProbeOutcome.Passed;
            Duration took = Duration.ofNanos(1 + random.nextInt(50_000_000));
            probes.add(new ProbeResult(at, role, outcome, "status", "gw-0", 200, took));
        }
        int green = random.nextInt(50);
        Counts slow = number % 50 == 0 ? new Counts(125, random.nextInt(9), 375, random.nextInt(9)) : Counts.NONE;
        return new ObservationBatch(
                at, probes, new Counts(green, random.nextInt(Math.max(1, green / 20 + 1)), 50, 0), slow);
    }
}
