package dev.sluice.kubernetes;

import dev.sluice.analysis.AggregationWindow;
import dev.sluice.analysis.BaselineErrorRate;
import dev.sluice.analysis.BlueUnderLoad;
import dev.sluice.analysis.BlueWorse;
import dev.sluice.analysis.ConsecutiveRefusals;
import dev.sluice.analysis.Counts;
import dev.sluice.analysis.LatencyTest;
import dev.sluice.analysis.LatencyTest.Edge;
import dev.sluice.analysis.LatencyTrend;
import dev.sluice.analysis.MixtureEProcess;
import dev.sluice.analysis.ObjectiveBreachTest;
import dev.sluice.analysis.ObjectiveRateTest;
import dev.sluice.analysis.QuantileExceedanceTest;
import dev.sluice.analysis.RelativeRateTest;
import dev.sluice.analysis.SequentialTests;
import dev.sluice.analysis.SlowPeriod;
import dev.sluice.analysis.SlowUsers;
import dev.sluice.analysis.StageCounts;
import dev.sluice.analysis.StreamTest;
import dev.sluice.analysis.WarmupState;
import dev.sluice.rollout.Evidence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Between the evidence and the few hundred characters by which a status keeps it. Every number comes back bit for bit; what is only for
 * people (the last failure) and blue's latencies before the edges are known are not kept.
 */
final class EvidenceCodec {
    private static final Logger LOG = Logger.getLogger(EvidenceCodec.class);
    private static final int VERSION = 5;

    /** Without the warm-up of the probes' latency, and without users' latency. */
    private static final int BEFORE_WARMING = 1;

    /** Without the test of blue against green. */
    private static final int BEFORE_BLUE_WORSE = 2;

    /** Without the test of latency by all edges together, and without probes of blue that were refused in a row. */
    private static final int BEFORE_SHIFT = 3;

    /** Without what blue did while it had many of the users. */
    private static final int BEFORE_LOAD = 4;

    private static final long NEVER = Long.MIN_VALUE;

    /** Far more than any evidence has; what is read comes from the cluster and may be anything. */
    private static final int MOST = 64;

    private EvidenceCodec() {}

    static String write(Evidence evidence) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeByte(VERSION);
            write(out, evidence.tests());
            write(out, evidence.tick());
            write(out, evidence.stage());
            out.writeInt(evidence.refusals().run());
            out.writeBoolean(evidence.refusals().blueAnswers());
            out.writeLong(evidence.tick().greenSteps());
            write(out, evidence.tests().warming());
            write(out, evidence.tests().slowUsers());
            write(out, evidence.tests().blueWorse().users());
            write(out, evidence.tests().blueWorse().probes());
            write(out, evidence.tests().latency().shift());
            out.writeInt(evidence.refusals().blueRun());
            out.writeBoolean(evidence.refusals().greenAnswers());
            write(out, evidence.refusals().blueServed());
            for (Edge edge : evidence.tests().latency().edges()) {
                write(out, edge.load());
            }
            write(out, evidence.tests().warming().slow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** The evidence; none when nothing was kept, or nothing that this version of Sluice understands. */
    static Evidence read(@Nullable String kept) {
        if (kept == null || kept.isEmpty()) {
            return Evidence.NONE;
        }
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(kept))))) {
            int version = in.readByte();
            return version >= BEFORE_WARMING && version <= VERSION ? evidence(in, version) : Evidence.NONE;
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the evidence that a status keeps cannot be read, and is gathered anew: %s", e.getMessage());
            return Evidence.NONE;
        }
    }

    private static Evidence evidence(DataInputStream in, int version) throws IOException {
        SequentialTests tests = tests(in);
        AggregationWindow tick = tick(in);
        int edges = tests.latency().edges().size();
        if (edges > 0 && edges <= LatencyTest.GROSS) {
            throw new IOException("only " + edges + " edges of latency");
        }
        if (!tick.slow().isEmpty() && tick.slow().size() != edges + 1) {
            throw new IOException(tick.slow().size() + " counts of latency for " + edges + " edges");
        }
        StageCounts stage = sample(in);
        int run = in.readInt();
        boolean blueAnswers = in.readBoolean();
        boolean known = version > BEFORE_WARMING;
        AggregationWindow whole = known ? tick.timed(in.readLong()) : tick;
        WarmupState warming =
                known ? warming(in) : new WarmupState(tests.ticks(), 0, 0, LatencyTrend.NONE, SlowPeriod.NONE);
        SlowUsers slow = known ? slowUsers(in) : SlowUsers.NONE;
        BlueWorse worse = version > BEFORE_BLUE_WORSE
                ? new BlueWorse(mixture(in, RelativeRateTest.sizes()), mixture(in, RelativeRateTest.sizes()))
                : BlueWorse.NONE;
        SequentialTests before = tests.with(warming, slow, worse);
        SequentialTests all =
                version > BEFORE_SHIFT ? before.withShift(mixture(in, QuantileExceedanceTest.sizes())) : before;
        ConsecutiveRefusals refusals = version > BEFORE_SHIFT
                ? new ConsecutiveRefusals(run, blueAnswers, in.readInt(), in.readBoolean(), instant(in))
                : new ConsecutiveRefusals(run, blueAnswers, 0, false, Optional.empty());
        return new Evidence(
                version > BEFORE_LOAD
                        ? loaded(all, in)
                        : all.at(chosen(all.latency().edges())),
                whole,
                stage,
                refusals,
                Optional.empty(),
                List.of(),
                "",
                Optional.empty(),
                Optional.empty());
    }

    private static SequentialTests loaded(SequentialTests tests, DataInputStream in) throws IOException {
        List<Edge> edges = new ArrayList<>();
        for (Edge edge : tests.latency().edges()) {
            edges.add(edge.with(load(in)));
        }
        SlowPeriod slow = slowPeriod(in);
        if (!slow.counts().isEmpty() && slow.counts().size() != edges.size()) {
            throw new IOException(slow.counts().size() + " counts of a slowness for " + edges.size() + " edges");
        }
        return tests.at(edges).with(tests.warming().with(slow));
    }

    /** Blue had all users, as a rule, when its first hundred answers chose the edges: so many of them were beyond each. */
    private static List<Edge> chosen(List<Edge> edges) {
        return edges.stream()
                .map(edge -> edge.with(BlueUnderLoad.NONE.plus(
                        new Counts(0, 0, Evidence.LATENCIES, Math.round(Evidence.LATENCIES * edge.beyond())), 1)))
                .toList();
    }

    private static void write(DataOutputStream out, BlueUnderLoad load) throws IOException {
        for (Counts counts : load.counts()) {
            out.writeLong(counts.blue());
            out.writeLong(counts.blueFailed());
        }
    }

    private static BlueUnderLoad load(DataInputStream in) throws IOException {
        List<Counts> counts = new ArrayList<>();
        for (int i = 0; i < BlueUnderLoad.SHARES; i++) {
            counts.add(new Counts(0, 0, in.readLong(), in.readLong()));
        }
        return new BlueUnderLoad(counts);
    }

    private static void write(DataOutputStream out, SlowPeriod slow) throws IOException {
        out.writeLong(slow.seconds());
        out.writeByte(slow.counts().size());
        for (Counts counts : slow.counts()) {
            write(out, counts);
        }
    }

    private static SlowPeriod slowPeriod(DataInputStream in) throws IOException {
        long seconds = in.readLong();
        List<Counts> counts = new ArrayList<>();
        for (int left = size(in); left > 0; left--) {
            counts.add(counts(in));
        }
        return new SlowPeriod(seconds, counts);
    }

    private static void write(DataOutputStream out, SlowUsers slow) throws IOException {
        write(out, slow.past());
        write(out, slow.last());
        write(out, slow.before());
        write(out, slow.mixture());
    }

    private static SlowUsers slowUsers(DataInputStream in) throws IOException {
        return new SlowUsers(counts(in), counts(in), counts(in), mixture(in, QuantileExceedanceTest.sizes()));
    }

    private static void write(DataOutputStream out, SequentialTests tests) throws IOException {
        write(out, tests.users());
        write(out, tests.probes());
        out.writeByte(tests.latency().edges().size());
        for (Edge edge : tests.latency().edges()) {
            out.writeDouble(edge.at());
            out.writeDouble(edge.beyond());
            write(out, edge.past());
            write(out, edge.mixture());
        }
        write(out, tests.latency().objective());
        out.writeLong(tests.ticks());
        out.writeBoolean(tests.counted());
    }

    private static SequentialTests tests(DataInputStream in) throws IOException {
        StreamTest users = stream(in);
        StreamTest probes = stream(in);
        List<Edge> edges = new ArrayList<>();
        for (int left = size(in); left > 0; left--) {
            edges.add(new Edge(
                    in.readDouble(),
                    in.readDouble(),
                    counts(in),
                    mixture(in, QuantileExceedanceTest.sizes()),
                    BlueUnderLoad.NONE));
        }
        return new SequentialTests(
                users,
                probes,
                new LatencyTest(edges, LatencyTest.noShift(), breach(in), 0),
                in.readLong(),
                in.readBoolean(),
                WarmupState.NONE,
                SlowUsers.NONE,
                BlueWorse.NONE);
    }

    private static void write(DataOutputStream out, StreamTest test) throws IOException {
        write(out, test.relative());
        write(out, test.objective());
    }

    private static StreamTest stream(DataInputStream in) throws IOException {
        return new StreamTest(mixture(in, RelativeRateTest.sizes()), breach(in));
    }

    private static void write(DataOutputStream out, ObjectiveBreachTest breach) throws IOException {
        write(out, breach.green());
        BaselineErrorRate blue = breach.blue();
        out.writeDouble(blue.lately());
        out.writeDouble(blue.latelyFailed());
        out.writeDouble(blue.longer());
        out.writeDouble(blue.longerFailed());
    }

    private static ObjectiveBreachTest breach(DataInputStream in) throws IOException {
        return new ObjectiveBreachTest(
                mixture(in, ObjectiveRateTest.sizes()),
                new BaselineErrorRate(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
    }

    private static void write(DataOutputStream out, MixtureEProcess mixture) throws IOException {
        double[] lnA = mixture.lnA();
        out.writeByte(lnA.length);
        for (double value : lnA) {
            out.writeDouble(value);
        }
        out.writeDouble(mixture.left());
    }

    private static MixtureEProcess mixture(DataInputStream in, int sizes) throws IOException {
        double[] lnA = new double[size(in)];
        if (lnA.length != sizes) {
            throw new IOException("a test of " + lnA.length + " sizes, not " + sizes);
        }
        for (int i = 0; i < lnA.length; i++) {
            lnA[i] = in.readDouble();
        }
        return new MixtureEProcess(lnA, in.readDouble());
    }

    private static void write(DataOutputStream out, AggregationWindow tick) throws IOException {
        write(out, tick.since());
        out.writeBoolean(tick.changed());
        write(out, tick.users());
        write(out, tick.probes());
        out.writeByte(tick.slow().size());
        for (Counts counts : tick.slow()) {
            write(out, counts);
        }
    }

    private static AggregationWindow tick(DataInputStream in) throws IOException {
        Optional<Instant> since = instant(in);
        boolean changed = in.readBoolean();
        Counts users = counts(in);
        Counts probes = counts(in);
        List<Counts> slow = new ArrayList<>();
        for (int left = size(in); left > 0; left--) {
            slow.add(counts(in));
        }
        return new AggregationWindow(since, changed, users, probes, slow, 0);
    }

    private static void write(DataOutputStream out, StageCounts sample) throws IOException {
        write(out, sample.since());
        write(out, sample.users());
        write(out, sample.probes());
    }

    private static StageCounts sample(DataInputStream in) throws IOException {
        return new StageCounts(instant(in), counts(in), counts(in));
    }

    private static void write(DataOutputStream out, Counts counts) throws IOException {
        out.writeLong(counts.green());
        out.writeLong(counts.greenFailed());
        out.writeLong(counts.blue());
        out.writeLong(counts.blueFailed());
    }

    private static Counts counts(DataInputStream in) throws IOException {
        return new Counts(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static void write(DataOutputStream out, Optional<Instant> at) throws IOException {
        out.writeLong(at.map(Instant::toEpochMilli).orElse(NEVER));
    }

    private static Optional<Instant> instant(DataInputStream in) throws IOException {
        long millis = in.readLong();
        return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static void write(DataOutputStream out, WarmupState warming) throws IOException {
        out.writeLong(warming.seconds());
        out.writeInt(warming.calm());
        out.writeDouble(warming.suspicion());
        LatencyTrend trend = warming.trend();
        out.writeDouble(trend.lately());
        out.writeDouble(trend.latelySum());
        out.writeDouble(trend.longer());
        out.writeDouble(trend.longerSum());
    }

    private static WarmupState warming(DataInputStream in) throws IOException {
        return new WarmupState(
                in.readLong(),
                in.readInt(),
                in.readDouble(),
                new LatencyTrend(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()),
                SlowPeriod.NONE);
    }

    private static int size(DataInputStream in) throws IOException {
        int size = in.readUnsignedByte();
        if (size > MOST) {
            throw new IOException("of " + size + " numbers");
        }
        return size;
    }
}
