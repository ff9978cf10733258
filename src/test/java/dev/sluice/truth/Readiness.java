package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A container's readiness probe and what it has said so far. */
final class Readiness {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Container container;
    private final @Nullable Probe probe;
    private final String address;
    private final long begins;
    private int failures;
    private boolean ready;

    Readiness(Container container, String address) {
        this.container = container;
        this.probe = container.getReadinessProbe();
        this.address = address;
        this.begins = System.nanoTime() + TimeUnit.SECONDS.toNanos(delay());
    }

    /** Probes once; ready at the first success, unready after the threshold of failures. */
    boolean ask() throws InterruptedException {
        if (System.nanoTime() < begins) {
            return false;
        }
        if (probe == null || passes(probe)) {
            failures = 0;
            ready = true;
        } else if (++failures
                >= Optional.ofNullable(probe.getFailureThreshold()).orElse(3)) {
            ready = false;
        }
        return ready;
    }

    Duration period() {
        if (probe == null || !ready) {
            return Duration.ofMillis(100);
        }
        return Duration.ofSeconds(Optional.ofNullable(probe.getPeriodSeconds()).orElse(10));
    }

    private int delay() {
        return Optional.ofNullable(probe).map(Probe::getInitialDelaySeconds).orElse(0);
    }

    private boolean passes(Probe asked) throws InterruptedException {
        if (asked.getHttpGet() == null) {
            return connects(port(asked.getTcpSocket().getPort()));
        }
        URI uri = URI.create("http://" + address + ":" + port(asked.getHttpGet().getPort())
                + asked.getHttpGet().getPath());
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 400;
        } catch (IOException e) {
            return false;
        }
    }

    private int port(IntOrString port) {
        return Optional.ofNullable(port.getIntVal())
                .orElseGet(() -> container.getPorts().stream()
                        .filter(one -> port.getStrVal().equals(one.getName()))
                        .findFirst()
                        .orElseThrow()
                        .getContainerPort());
    }

    private boolean connects(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) TIMEOUT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
