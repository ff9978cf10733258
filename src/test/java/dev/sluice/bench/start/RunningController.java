package dev.sluice.bench.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A controller in a process of its own, which ends with {@link #close}. */
final class RunningController implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    /** Who asks more often takes the processor from what starts. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final StartCluster cluster;
    private final int port;
    private final long begun;
    private final Process process;

    private RunningController(StartCluster cluster, int port, long begun, Process process) {
        this.cluster = cluster;
        this.port = port;
        this.begun = begun;
        this.process = process;
    }

    static RunningController start(StartedWay way, StartCluster cluster) {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = any.getLocalPort();
            any.close();
            ProcessBuilder command = new ProcessBuilder(way.controller())
                    .redirectErrorStream(true)
                    .redirectOutput(Path.of("target/start-bench.log").toFile());
            command.environment()
                    .putAll(Map.of(
                            "KUBECONFIG", cluster.kubeconfig().toString(),
                            "SLUICE_CONTROLLER_LEADER_ELECTION_NAMESPACE", "default",
                            "QUARKUS_MANAGEMENT_PORT", Integer.toString(port)));
            return new RunningController(cluster, port, System.nanoTime(), command.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is ready and leads. */
    Started started() {
        long ready = 0;
        long leading = 0;
        while (ready == 0 || leading == 0) {
            long now = System.nanoTime() - begun;
            if (now > PATIENCE || !process.isAlive()) {
                throw new IllegalStateException("it did not start: see target/start-bench.log");
            }
            ready = ready == 0 && saysReady() ? millis() : ready;
            leading = ready != 0 && leading == 0 && cluster.isLed() ? millis() : leading;
            LockSupport.parkNanos(PAUSE);
        }
        return new Started(ready, leading);
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    /**
     * How long a start took.
     *
     * @param ready milliseconds until it said that it was ready
     * @param leading milliseconds until it was ready and held the lease
     */
    record Started(long ready, long leading) {}

    /** What it holds of the machine's memory, its files included, in MiB. */
    long megabytes() {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    >> 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean saysReady() {
        try {
            HttpURLConnection asked = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/health/ready")
                    .toURL()
                    .openConnection();
            return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException _) {
            return false;
        }
    }
}
