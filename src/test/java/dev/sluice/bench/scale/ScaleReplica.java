package dev.sluice.bench.scale;

import dev.sluice.truth.BareCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A replica of the controller: a process with what Java takes by itself in a pod of 512 MiB. */
final class ScaleReplica implements AutoCloseable {
    private static final int FIRST_PORT = 9000;
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> OPTIONS = List.of(
            "-XX:MaxRAM=512m",
            "-XX:MaxRAMPercentage=60",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final String name;
    private final int port;
    private final Process process;

    private ScaleReplica(String name, int port, Process process) {
        this.name = name;
        this.port = port;
        this.process = process;
    }

    /** @param number 0 for the first one */
    static ScaleReplica start(BareCluster cluster, int number) {
        String name = "sluice-controller-" + number;
        int port = FIRST_PORT + number;
        return new ScaleReplica(name, port, cluster.controller(name, port, OPTIONS));
    }

    boolean ready() {
        try {
            return ask("/health/ready").statusCode() == OK;
        } catch (UncheckedIOException _) {
            // It does not listen yet.
            return false;
        }
    }

    /**
     * What it measured of itself.
     *
     * @throws IllegalStateException when it has ended
     */
    MetricsText metrics() {
        return MetricsText.of(ask("/metrics").body());
    }

    double cpuSeconds() {
        return ProcessFigures.cpuSeconds(pid());
    }

    double megabytes() {
        return ProcessFigures.megabytes(pid());
    }

    private long pid() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " has ended; see its log in target/scale/logs");
        }
        return process.pid();
    }

    private HttpResponse<String> ask(String path) {
        long _ = pid();
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
