package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.PolicySpec;
import dev.sluice.replay.Recorder;
import dev.sluice.replay.Recording;
import dev.sluice.replay.RecordingMetadata;
import dev.sluice.replay.Replay;
import dev.sluice.replay.Replayed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records rollouts as a controller meets them, ten looks a second, and decides them again. */
class RecordedRolloutTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String POLICY = "routes: [{virtualService: shop}]";

    /** Users 100 a second; green's answers fail from a moment on. */
    private static final class Shop {
        private final Random random = new Random(1);
        private final PolicySpec policy;
        private final Recorder recorder;
        private final double badFrom;
        private final double bad;
        private final double slower;
        private Instant at = World.START;
        private Rollout rollout;
        private Evidence evidence = Evidence.NONE;
        private Instant asked = at;
        private double owed;

        Shop(String policy, double badFrom, double bad, double slower) throws IOException {
            this.policy = PolicyReader.read(YAML.readTree(policy));
            this.badFrom = badFrom;
            this.bad = bad;
            this.slower = slower;
            this.recorder =
                    new Recorder(new RecordingMetadata("shop/web-1", "test", at, "v1", "v2", this.policy, false));
            this.rollout = Rollout.begin(Plan.of(this.policy), at);
        }

        Recording release() {
            while (!rollout.finished()) {
                Duration pass = Duration.ofMillis(100 + random.nextInt(6)).plusNanos(random.nextInt(1_000_000));
                at = at.plus(pass);
                pass(pass.toNanos() / 1e9);
            }
            return recorder.recording();
        }

        private void pass(double seconds) {
            boolean split = rollout.goal() instanceof DesiredTraffic.Split;
            double share =
                    at.isBefore(asked.plusMillis(150)) ? 0 : rollout.weight().percent() / 100;
            double failing = Duration.between(World.START, at).toMillis() / 1000.0 >= badFrom ? bad : 0.001;
            ObservationBatch batch =
                    new ObservationBatch(at, split ? probes(failing) : List.of(), users(seconds, share, failing));
            recorder.saw(batch);
            if (split) {
                evidence = evidence.plus(rollout.counting(batch), rollout.plan());
            }
            TrafficStatus mesh = at.isBefore(asked.plusMillis(150))
                    ? new TrafficStatus.Pending("gateway-1 serves the weights of before")
                    : new TrafficStatus.Converged();
            WorkloadStatus pods = new WorkloadStatus.Pods(3, 3, true, Optional.empty());
            Snapshot seen = new Snapshot(at, Desired.Run, pods, mesh, Optional.empty(), evidence);
            Decision decision = Decider.decide(rollout, seen);
            recorder.decided(rollout, seen, decision);
            Rollout next = rollout.after(decision, at);
            evidence = evidence.after(decision, rollout);
            asked = next.goal().equals(rollout.goal()) ? asked : at;
            rollout = next;
        }

        private List<ProbeResult> probes(double failing) {
            List<ProbeResult> results = new ArrayList<>();
            results.add(probe(VersionRole.Blue, 0.001, 1));
            results.add(probe(VersionRole.Green, failing, slower));
            return results;
        }

        private ProbeResult probe(VersionRole role, double failing, double slow) {
            boolean failed = random.nextDouble() < failing;
            double millis = 20 * slow * Math.exp(0.25 * random.nextGaussian());
            return new ProbeResult(
                    at,
                    role,
                    failed ? ProbeOutcome.Failed : ProbeOutcome.Passed,
                    failed ? "status 503" : "status 200",
                    "gateway-1",
                    failed ? 503 : 200,
                    Duration.ofNanos(Math.round(millis * 1e6)));
        }

        private Counts users(double seconds, double share, double failing) {
            owed += 100 * seconds;
            long[] counts = new long[4];
            for (; owed >= 1; owed--) {
                boolean green = random.nextDouble() < share;
                boolean failed = random.nextDouble() < (green ? failing : 0.001);
                counts[green ? 0 : 2]++;
                counts[green ? 1 : 3] += failed ? 1 : 0;
            }
            return new Counts(counts[0], counts[1], counts[2], counts[3]);
        }
    }

    @Test
    void aReleaseOfFourMinutesTakesAFewKilobytes() throws IOException {
        Recording recording = new Shop(POLICY, Double.MAX_VALUE, 0, 1).release();

        assertThat(recording.length()).isGreaterThan(Duration.ofMinutes(4));
        assertThat(recording.packed()).hasSizeLessThan(9 * 1024);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, .5, .1, .05})
    void aFaultIsFoundAgainAtTheSameMoment(double bad) throws IOException {
        decidedAgain(new Shop(POLICY, 100, bad, 1).release());
    }

    @Test
    void aSlowGreenIsFoundAgainAtTheSameMoment() throws IOException {
        decidedAgain(new Shop(POLICY, Double.MAX_VALUE, 0, 1.8).release());
    }

    @Test
    void aRampIsGoneAgain() throws IOException {
        decidedAgain(new Shop("{routes: [{virtualService: shop}], autoSteps: true}", 60, .1, 1).release());
    }

    /** What the tests of the command replay; {@code -Dwrite} records it anew when the engine has changed. */
    @Test
    void theRecordingThatIsKeptIsOfThisEngine() throws IOException {
        Path kept = Path.of("src/test/resources/replay/late-fault.txt");
        String text = new Shop(POLICY, 90, .05, 1).release().text();
        if (System.getProperty("write") != null) {
            Files.writeString(kept, text);
        }
        assertThat(Files.readString(kept)).isEqualTo(text);
    }

    private static void decidedAgain(Recording recording) {
        Replayed replayed = Replay.of(Recording.read(recording.text()));

        assertThat(replayed.made()).isEqualTo(recording.made());
        assertThat(replayed.users()).isEqualTo(recording.users());
        assertThat(replayed.model()).isEmpty();
    }
}
