package dev.sluice.web.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.sluice.kubernetes.RolloutResource;
import dev.sluice.web.browser.Accessibility;
import dev.sluice.web.browser.Chromium;
import dev.sluice.web.browser.Tab;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sees which page. Each test has people of its own, since answers about them are kept for a while. */
@QuarkusTest
@QuarkusTestResource(
        value = GuardedApi.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "sluice.web.streams-each", value = "2"))
final class AccessPagesTest {
    private static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: myapp-1, namespace: default}
            spec:
              policy: myapp
              plan: {routes: [{virtualService: myapp}], steps: [{weight: 10, hold: 10m}]}
              blue: {subset: v1, deployment: myapp-v1}
              green: {subset: v2, deployment: myapp-v2}
              version: v2
              routes: [{virtualService: myapp, host: myapp}]
              pin: secret-pin
              desired: Run
            """;
    private static final String PAGE = "/namespaces/default/rollouts/myapp-1";
    private static final String REPORT = PAGE + "/report.html";
    private static final String POLICY = "/namespaces/default/policies/myapp";
    private static final String LIVE = "/live" + PAGE;

    @Inject
    KubernetesClient client;

    JudgingApi api;

    private final String alice = "alice-" + UUID.randomUUID();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void create() {
        client.resource(Serialization.unmarshal(ROLLOUT, RolloutResource.class)).create();
        api.tokens.put(token(), alice);
        String admin = "admin-" + UUID.randomUUID();
        api.tokens.put("token-of-" + admin, admin);
        Stream.of("list", "get", "watch").forEach(verb -> api.rights.add(admin + " " + verb + " rollouts"));
        await().untilAsserted(() -> get("/rollouts", admin).body(containsString("myapp-1")));
    }

    @AfterEach
    void delete() {
        http.shutdownNow();
        http.close();
        client.resources(RolloutResource.class).inNamespace("default").delete();
    }

    @Test
    void whoMayReadSeesEveryPage() {
        grant("rollouts", "list", "get", "watch");
        grant("rolloutpolicies", "list", "get");
        grant("pods", "list");
        get("/", alice).statusCode(200).body(containsString("myapp-1"));
        get("/rollouts", alice).statusCode(200).body(containsString("myapp-1"));
        get("/policies", alice).statusCode(200).body(containsString(POLICY));
        get(PAGE, alice).statusCode(200).body(not(containsString("may not see")));
        // Pods are read aside; a page that is opened again has them.
        await().untilAsserted(() -> get(PAGE, alice).body(containsString("myapp-v2")));
        get(REPORT, alice).statusCode(200).body(containsString("v2"));
        get(POLICY, alice).statusCode(200).body(containsString("myapp-1"));
    }

    @Test
    void whoMayNotReadSeesNone() {
        for (String path : List.of("/", "/rollouts")) {
            get(path, alice)
                    .statusCode(200)
                    .body(containsString("No rollout that you may see"))
                    .body(not(containsString("myapp-1")));
        }
        get("/policies", alice)
                .statusCode(200)
                .body(containsString("No policy that you may see"))
                .body(not(containsString(POLICY)));
        for (String path : List.of(PAGE, REPORT, POLICY, LIVE)) {
            get(path, alice)
                    .statusCode(403)
                    .body(containsString("may not see"))
                    .body(containsString("--clusterrole=sluice-viewer"))
                    .body(not(containsString("v2")));
        }
    }

    @Test
    void rightToRolloutsShowsNeitherPoliciesNorPods() {
        grant("rollouts", "list", "get", "watch");
        get(PAGE, alice).statusCode(200).body(containsString("You may not see the pods of this namespace"));
        get("/policies", alice).statusCode(200).body(not(containsString(POLICY)));
        get(POLICY, alice).statusCode(403).body(containsString("may not see the policies of namespace default"));
    }

    @Test
    @Timeout(120)
    void openPageEndsWithTheRightToIt() throws Exception {
        grant("rollouts", "list", "get", "watch");
        try (Stream<String> lines = live(LIVE).body()) {
            // The first answer about the rights is kept for ten seconds, and the stream ends after that: nothing ends
            // it else.
            api.rights.removeIf(right -> right.startsWith(alice + " "));
            assertThat(lines).anyMatch(line -> line.contains("myapp"));
        }
        get(LIVE, alice).statusCode(403);
    }

    @Test
    void oneVisitorDoesNotTakeTheSeatsOfAll() throws Exception {
        grant("rollouts", "list", "get", "watch");
        String bob = "bob-" + UUID.randomUUID();
        api.tokens.put("token-of-" + bob, bob);
        try (Stream<String> one = live("/live/rollouts").body();
                Stream<String> two = live("/live/rollouts").body()) {
            get("/live/rollouts", alice).statusCode(503);
            HttpResponse<Stream<String>> others = live("/live/rollouts", bob);
            others.body().close();
            assertThat(others.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nobodyStumblesAtTheSignInOrWhenRefused() throws Exception {
        try (Chromium browser = Chromium.orSkip();
                Tab tab = browser.tab(360, 800, false)) {
            tab.open(RestAssured.baseURI + ":" + RestAssured.port + "/login?undone=yes&next=" + PAGE);
            assertThat(Accessibility.violations(tab)).isEmpty();
            assertThat(Accessibility.violations(tab.scheme(true))).as("dark").isEmpty();
            tab.focus("#token").type(token()).press("Enter").until("h2", "Not allowed");
            assertThat(Accessibility.violations(tab)).as("refused, dark").isEmpty();
            assertThat(Accessibility.violations(tab.scheme(false)))
                    .as("refused")
                    .isEmpty();
        }
    }

    private String token() {
        return "token-of-" + alice;
    }

    private void grant(String resource, String... verbs) {
        Stream.of(verbs).forEach(verb -> api.rights.add(alice + " " + verb + " " + resource + " default"));
    }

    private static ValidatableResponse get(String path, String who) {
        return given().header("Authorization", "Bearer token-of-" + who)
                .header("Accept", path.startsWith("/live") ? "text/event-stream" : "text/html")
                .get(path)
                .then();
    }

    private HttpResponse<Stream<String>> live(String path) throws IOException, InterruptedException {
        return live(path, alice);
    }

    private HttpResponse<Stream<String>> live(String path, String who) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .header("Authorization", "Bearer token-of-" + who)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofLines());
    }
}
