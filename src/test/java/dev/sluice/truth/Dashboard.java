package dev.sluice.truth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The dashboard of the installed Sluice, turned on as its documentation says, and asked by people with tokens: each time another replica. */
final class Dashboard implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<String> ROLES = List.of("sluice-dashboard", "sluice-viewer", "sluice-operator");

    private final Cluster cluster;
    private final AtomicInteger turn = new AtomicInteger();
    private List<RunningPod> pods = List.of();

    Dashboard(Cluster cluster) {
        this.cluster = cluster;
        Path copy = cluster.tools().logs().resolve("dashboard").resolve("kubernetes");
        copy(Path.of("kubernetes"), copy);
        Path top = copy.resolve("kustomization.yaml");
        Texts.write(top, read(top) + "components:\n  - dashboard\n");
        cluster.kubectl("apply", "-k", copy.toString());
        until(200);
    }

    /** Makes a ServiceAccount that stands for a person, and gives a token of it. */
    String person(String namespace, String name) {
        cluster.client()
                .resource(new ServiceAccountBuilder()
                        .withMetadata(meta(namespace, name))
                        .build())
                .create();
        return cluster.client()
                .serviceAccounts()
                .inNamespace(namespace)
                .withName(name)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** Gives a person a ClusterRole in their namespace. */
    void grant(String namespace, String name, String role) {
        cluster.kubectl(
                "-n",
                namespace,
                "create",
                "rolebinding",
                name,
                "--clusterrole=" + role,
                "--serviceaccount=" + namespace + ":" + name);
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
        cluster.install();
        until(404);
        cluster.client()
                .services()
                .inNamespace(Cluster.SYSTEM)
                .withName("sluice-dashboard")
                .delete();
        ROLES.forEach(
                role -> cluster.client().rbac().clusterRoles().withName(role).delete());
        cluster.client()
                .rbac()
                .clusterRoleBindings()
                .withName("sluice-dashboard")
                .delete();
    }

    private static ObjectMeta meta(String namespace, String name) {
        ObjectMeta meta = new ObjectMeta();
        meta.setNamespace(namespace);
        meta.setName(name);
        return meta;
    }

    /** Waits until both replicas, and nobody else, answer so at the sign-in. */
    private void until(int status) {
        await("the dashboard says " + status)
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> {
                    pods = cluster.controllers(2);
                    return pods.stream()
                            .allMatch(pod -> send(HttpRequest.newBuilder(URI.create(origin(pod) + "/login")))
                                            .statusCode()
                                    == status);
                });
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

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Texts.write(to.resolve(from.relativize(file).toString()), read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
