package dev.sluice.truth;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Users: so many requests a second, each at its own time whatever became of the others (open loop), spread over the ready gateways.
 * Latency counts from the time when a request was due, so a stall hides nothing. What has no answer after 5 s has failed.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Supplier<List<RunningPod>> gateways;
    private final List<String> hosts;
    private final String path;
    private final long interval;
    private final Users users;
    private final Thread thread;
    private volatile boolean over;

    Load(Supplier<List<RunningPod>> gateways, String host, String path, int perSecond, Users users) {
        this(gateways, List.of(host), path, perSecond, users);
    }

    /** Every host in turn, so that many apps need not many clients. */
    Load(Supplier<List<RunningPod>> gateways, List<String> hosts, String path, int perSecond, Users users) {
        this.gateways = gateways;
        this.hosts = List.copyOf(hosts);
        this.path = path;
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.users = users;
        this.thread = Thread.ofPlatform().name("load " + this.hosts.getFirst()).start(this::run);
    }

    /** Ends it, and waits for the answers that are on their way. */
    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }

    private void run() {
        long due = System.nanoTime();
        for (int number = 0; !over; number++) {
            due += interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            List<RunningPod> ready = gateways.get();
            if (!ready.isEmpty()) {
                int round = number / hosts.size();
                send(ready.get((number + round) % ready.size()), hosts.get(number % hosts.size()), due);
            }
        }
    }

    private void send(RunningPod gateway, String host, long due) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + gateway.address() + ":8080" + path))
                .header("Host", host)
                .timeout(PATIENCE)
                .build();
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((answer, broken) -> record(gateway, due, answer));
    }

    private boolean record(RunningPod gateway, long due, HttpResponse<Void> answer) {
        String version =
                answer == null ? "" : answer.headers().firstValue("x-version").orElse("");
        users.met(new Users.Request(
                due, System.nanoTime(), gateway.name(), version, answer == null ? 0 : answer.statusCode()));
        return true;
    }
}
