package dev.sluice.truth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The dashboard of the installed Sluice, turned on as its documentation says, and asked by people with tokens: each time another replica. */
final class Dashboard implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final TruthCluster cluster;
    private final Components components;
    private final AtomicInteger turn = new AtomicInteger();
    private List<RunningPod> pods = List.of();

    Dashboard(TruthCluster cluster) {
        this(cluster, new Components(cluster, "dashboard"));
    }

    private Dashboard(TruthCluster cluster, Components components) {
        this.cluster = cluster;
        this.components = components;
        await("the dashboard lets people sign in")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> {
                    pods = cluster.dashboards();
                    return pods.size() == 2
                            && pods.stream()
                                    .allMatch(pod -> send(HttpRequest.newBuilder(URI.create(origin(pod) + "/login")))
                                                    .statusCode()
                                            == 200);
                });
    }

    /** The one that was installed in another way. */
    static Dashboard installed(TruthCluster cluster) {
        return new Dashboard(cluster, Components.installed(cluster, "dashboard"));
    }

    /** Makes a ServiceAccount that stands for a person, and gives a token of it. */
    String person(String namespace, String name) {
        return Accounts.person(cluster, namespace, name);
    }

    /** Gives a person a ClusterRole in their namespace. */
    void grant(String namespace, String name, String role) {
        Accounts.grant(cluster, namespace, name, role);
    }

    HttpResponse<String> get(String token, String path) {
        return send(request(path).header("Authorization", "Bearer " + token).GET());
    }

    HttpResponse<String> post(String token, String path) {
        return send(request(path).header("Authorization", "Bearer " + token).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Asks as a script of the pages does, whose browser has this cookie. */
    HttpResponse<String> browse(String cookie, String path) {
        return send(request(path).header("Cookie", cookie).GET());
    }

    /** Whether every replica says so, each of which is asked in its turn. */
    boolean everywhere(BooleanSupplier says) {
        return Stream.generate(says::getAsBoolean).limit(pods.size()).allMatch(yes -> yes);
    }

    /** Sends the form of the sign-in page, as a browser does; gives the cookie. */
    String signIn(String token) {
        RunningPod pod = next();
        String origin = origin(pod);
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(origin + "/login"))
                .header("Origin", origin)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + URLEncoder.encode(token, UTF_8) + "&next=%2F")));
        return answer.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
    }

    @Override
    public void close() {
        components.close();
        await("the dashboard is gone")
                .atMost(Duration.ofMinutes(1))
                .until(() -> cluster.dashboards().isEmpty());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(origin(next()) + path));
    }

    private RunningPod next() {
        return pods.get(turn.getAndIncrement() % pods.size());
    }

    private static String origin(RunningPod pod) {
        return "http://" + pod.address() + ":8080";
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
