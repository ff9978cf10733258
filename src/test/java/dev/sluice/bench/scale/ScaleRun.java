package dev.sluice.bench.scale;

import static org.awaitility.Awaitility.await;

import dev.sluice.demo.SimulatedMesh;
import dev.sluice.truth.BareCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/** One run: a cluster, its apps and the replicas, which carry more and more rollouts. */
final class ScaleRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration REVERTED = Duration.ofMinutes(1);
    private static final int SETTLE_SECONDS = 10;
    private static final String PROBES = "sluice_rollout_probes_total";
    private static final double MILLIS = 1000;

    private final ScaleOptions options;
    private final BareCluster cluster;
    private final SimulatedMesh mesh;
    private final ScaleFleet fleet;
    private final ScaleWatch watch;
    private final List<ScaleReplica> replicas;
    private final Set<String> broken = new HashSet<>();
    private int released;
    private double idleRequests;

    /** Starts all of it, which takes a while with many apps. */
    ScaleRun(ScaleOptions options) {
        this.options = options;
        this.cluster = BareCluster.start(Path.of("target/scale"));
        this.mesh = new SimulatedMesh(cluster.client());
        this.fleet = new ScaleFleet(cluster.client());
        fleet.gateway(mesh.port(), mesh.countersPort());
        fleet.create(options.apps(), options.idle());
        this.watch = new ScaleWatch(cluster.client());
        this.replicas = IntStream.range(0, options.replicas())
                .mapToObj(number -> ScaleReplica.start(cluster, number))
                .toList();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> replicas.stream().allMatch(ScaleReplica::ready));
    }

    /** Measures while nothing is released. */
    ScaleFigures idle() {
        sleep(SETTLE_SECONDS);
        ScaleFigures measured = measure(0);
        idleRequests = measured.requestsPerSecond();
        return measured;
    }

    /** Releases until so many rollouts are active, measures, and then breaks some apps. */
    ScaleFigures active(int active) {
        int wanted = active + broken.size();
        fleet.release(released, wanted);
        released = wanted;
        arrive(active);
        sleep(SETTLE_SECONDS);
        ScaleFigures steady = measure(active);
        List<Double> reverts = new ArrayList<>();
        int tries = Math.min(options.reverts(), active);
        for (int i = 0; i < tries; i++) {
            String app = ScaleFleet.app(released - 1 - i);
            broken.add(app);
            watch.untilBack(app, REVERTED, () -> mesh.breakGreen(app)).ifPresent(reverts::add);
        }
        return steady.with(reverts, tries - reverts.size());
    }

    /** Who is not there in time is told of with the figures. */
    private void arrive(int active) {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> watch.arrived(active, broken));
        } catch (ConditionTimeoutException _) {
            System.err.println("Not all of " + active + " rollouts have come to their step");
        }
    }

    private ScaleFigures measure(int active) {
        Instant from = Instant.now();
        Snapshot before = look();
        sleep(options.seconds());
        Snapshot after = look();
        Instant to = Instant.now();
        double seconds = (after.nanos() - before.nanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        Map<String, Double> requests = new TreeMap<>();
        cluster.requests(from, to).forEach((what, count) -> requests.put(what, count / seconds));
        double all = requests.values().stream().mapToDouble(Double::doubleValue).sum();
        MetricsText met = after.metrics().since(before.metrics());
        return new ScaleFigures(
                active,
                options.idle() + options.apps() - released,
                seconds,
                requests,
                active == 0 ? 0 : (all - idleRequests) / active,
                cores(before, after, seconds),
                replicas.stream().map(ScaleReplica::megabytes).toList(),
                met.total("sluice_worker_lag_seconds_count") / seconds,
                MILLIS * met.quantile("sluice_worker_lag_seconds", 0.5),
                MILLIS * met.quantile("sluice_worker_lag_seconds", 0.99),
                met.total(PROBES) / seconds,
                failures(met, seconds),
                watch.elsewhere(broken),
                List.of(),
                0,
                after.machine().busySince(before.machine()));
    }

    private static List<Double> cores(Snapshot before, Snapshot after, double seconds) {
        return IntStream.range(0, after.cpu().size())
                .mapToObj(i -> (after.cpu().get(i) - before.cpu().get(i)) / seconds)
                .toList();
    }

    private static Map<String, Double> failures(MetricsText met, double seconds) {
        Map<String, Double> rates = new TreeMap<>();
        met.by(PROBES, "result").forEach((result, count) -> {
            if (!result.equals("passed") && count > 0) {
                rates.put(result, count / seconds);
            }
        });
        return rates;
    }

    /** What is cumulative, at one moment. */
    private record Snapshot(long nanos, MetricsText metrics, List<Double> cpu, ProcessFigures.Machine machine) {}

    private Snapshot look() {
        return new Snapshot(
                System.nanoTime(),
                MetricsText.sum(replicas.stream().map(ScaleReplica::metrics).toList()),
                replicas.stream().map(ScaleReplica::cpuSeconds).toList(),
                ProcessFigures.machine());
    }

    private static void sleep(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        replicas.forEach(ScaleReplica::close);
        watch.close();
        mesh.close();
        cluster.close();
    }
}
