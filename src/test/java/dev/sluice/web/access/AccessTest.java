package dev.sluice.web.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.sluice.kubernetes.RolloutResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test has people of its own, since answers about them are kept for a while. */
@QuarkusTest
@QuarkusTestResource(value = GuardedApi.class, restrictToAnnotatedClass = true)
final class AccessTest {
    private static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: myapp-1, namespace: default}
            spec:
              policy: myapp
              plan: {routes: [{virtualService: myapp}], steps: [{weight: 10, hold: 10s}]}
              blue: {subset: v1, deployment: myapp-v1}
              green: {subset: v2, deployment: myapp-v2}
              version: v2
              routes: [{virtualService: myapp, host: myapp}]
              pin: secret-pin
              desired: Run
            """;
    private static final String ACTIONS = "/api/v1/namespaces/default/rollouts/myapp-1/actions/";

    @Inject
    KubernetesClient client;

    @TestHTTPResource(value = "/health/live", management = true)
    URL live;

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @TestHTTPResource(value = "/", management = true)
    URL management;

    JudgingApi api;

    private final String alice = "alice-" + UUID.randomUUID();

    @BeforeEach
    void create() {
        client.resource(Serialization.unmarshal(ROLLOUT, RolloutResource.class)).create();
        api.tokens.put(token(), alice);
    }

    @AfterEach
    void delete() {
        api.away = false;
        api.taken = true;
        api.writers.clear();
        client.resources(RolloutResource.class).inNamespace("default").delete();
    }

    @Test
    void personWithoutATokenIsLedToTheSignInAndBack() {
        Response answer = browser().get("/namespaces/default/rollouts/myapp-1?tab=journal");
        answer.then().statusCode(303).header("Location", containsString("/login?next=%2Fnamespaces%2Fdefault"));
        browser()
                .get("/login?next=/namespaces/default/rollouts/myapp-1")
                .then()
                .statusCode(200)
                .body(containsString("value=\"/namespaces/default/rollouts/myapp-1\""));
    }

    @Test
    void scriptWithoutATokenIsToldWhatIsMissing() {
        given().get("/api/v1/me")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("error", containsString("no token"))
                .body("cure", containsString("kubectl create token"));
    }

    @Test
    void metricsAreForThoseWhoMayGetThem() {
        given().get(metrics).then().statusCode(401).header("WWW-Authenticate", startsWith("Bearer"));
        given().header("Authorization", "Bearer nobodys-" + alice)
                .get(metrics)
                .then()
                .statusCode(401);
        String bob = "bob-" + UUID.randomUUID();
        api.tokens.put("token-" + bob, "system:serviceaccount:a:" + bob);
        given().header("Authorization", "Bearer token-" + bob)
                .get(metrics)
                .then()
                .statusCode(403)
                .body("error", containsString("may not get /metrics"))
                .body("cure", containsString("--clusterrole=sluice-metrics-reader --serviceaccount=a:" + bob));

        api.rights.add(alice + " get /metrics");

        script().get(metrics).then().statusCode(200).body(containsString("sluice_build_info"));
    }

    /** What nobody thought of is guarded, and a path that is written in another way is the same path. */
    @Test
    void onThePortOfMetricsHealthAloneIsOpen() {
        for (String path : List.of(
                "", "q/info", "health/../metrics", "health%2F..%2Fmetrics", "metrics/", "healthy", "//metrics")) {
            given().urlEncodingEnabled(false).get(management + path).then().statusCode(401);
        }
        given().get(live).then().statusCode(200);
    }

    /** Whoever opens connections to it keeps neither the kubelet out nor the connections. */
    @Test
    void onThePortOfMetricsConnectionsEndOnWhichNobodySpeaks() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                silent.add(new Socket(live.getHost(), live.getPort()));
            }
            given().get(live).then().statusCode(200);
            for (Socket socket : silent) {
                socket.setSoTimeout(60_000);
                assertThat(socket.getInputStream().read()).as("its end").isEqualTo(-1);
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void nobodyGetsMetricsWhileTheApiServerSaysNothing() {
        api.rights.add(alice + " get /metrics");
        api.away = true;

        script().get(metrics).then().statusCode(503).body(not(containsString("sluice_build_info")));
        given().get(live).then().statusCode(200);
    }

    @Test
    void tokenOfNobodyIsRefused() {
        given().header("Authorization", "Bearer nobodys-" + alice)
                .get("/api/v1/me")
                .then()
                .statusCode(401);
    }

    @Test
    void scriptIsKnownByItsToken() {
        script().get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("name", is(alice))
                .body("how", is("Token"))
                .body("readsAll", is(false));
        assertThat(api.groups).contains("system:authenticated");
    }

    @Test
    void personSignsInWithATokenAndOutAgain() {
        Response in = signIn(token(), "/namespaces/default/rollouts/myapp-1");
        in.then().statusCode(303).header("Location", containsString("/namespaces/default/rollouts/myapp-1"));
        assertThat(in.header("Set-Cookie"))
                .contains("sluice-session=", "HTTPOnly", "SameSite=Strict", "Path=/", "Max-Age=28800")
                .doesNotContain("Secure");
        browser()
                .cookies(in.cookies())
                .accept("application/json")
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("name", is(alice));
        Response out = browser()
                .cookies(in.cookies())
                .header("Sec-Fetch-Site", "same-origin")
                .post("/logout");
        out.then().statusCode(303);
        assertThat(out.headers().getValues("Set-Cookie")).anyMatch(cookie -> cookie.contains("Max-Age=0"));
    }

    @Test
    void cookieIsForOneHostAndHttpsAloneWhereTheBrowserSawHttps() {
        Response in = browser()
                .header("Origin", "https://localhost")
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("token", token())
                .post("/login");
        assertThat(in.header("Set-Cookie")).startsWith("__Host-sluice-session=").contains("Secure");
    }

    @Test
    void signInWithATokenOfNobodySaysNoMore() {
        signIn("nobodys-" + alice, "/")
                .then()
                .statusCode(401)
                .header("Set-Cookie", nullValue())
                .body(containsString("does not know this token"));
    }

    @Test
    void sessionOfNobodyEndsAtTheSignIn() {
        Response answer = browser().cookie("sluice-session", "nobodys-" + alice).get("/rollouts");
        answer.then().statusCode(303).header("Location", endsWith("/login?next=%2Frollouts"));
        assertThat(answer.headers().getValues("Set-Cookie")).anyMatch(cookie -> cookie.contains("Max-Age=0"));
    }

    @Test
    void sessionThatNobodyAskedAboutIsKept() {
        Response in = signIn(token(), "/");
        for (String path : List.of("/login/oidc/", "/login/oidc;x")) {
            assertThat(browser()
                            .urlEncodingEnabled(false)
                            .cookies(in.cookies())
                            .get(path)
                            .headers()
                            .getValues("Set-Cookie"))
                    .as(path)
                    .isEmpty();
        }
        assertThat(browser()
                        .cookies(in.cookies())
                        .header("Authorization", "Bearer nobodys-" + alice)
                        .get("/rollouts")
                        .headers()
                        .getValues("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void scriptWithATokenOfNobodyIsToldWhatIsMissing() {
        given().header("Authorization", "Bearer nobodys-" + alice)
                .get("/api/v1/me")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer"))
                .header("HX-Redirect", "/login")
                .body("error", containsString("no token"));
    }

    @Test
    void signInLeadsToNoOtherSite() {
        for (String elsewhere :
                List.of("//evil.example", "https://evil.example", "/\\evil.example", "\t//evil.example")) {
            assertThat(signIn(token(), elsewhere).header("Location"))
                    .endsWith(":" + io.restassured.RestAssured.port + "/");
        }
    }

    @Test
    void formOfAnotherSiteIsNotActedOn() {
        Response in = signIn(token(), "/");
        api.rights.add(alice + " patch rollouts");
        browser()
                .cookies(in.cookies())
                .header("Origin", "https://evil.example")
                .post(ACTIONS + "abort")
                .then()
                .statusCode(403);
        browser()
                .cookies(in.cookies())
                .header("Sec-Fetch-Site", "same-site")
                .post(ACTIONS + "abort")
                .then()
                .statusCode(403);
        browser().cookies(in.cookies()).post(ACTIONS + "abort").then().statusCode(403);
        assertThat(desired()).isEqualTo("Run");
    }

    @Test
    void whoMayPatchRolloutsPauses() {
        api.rights.add(alice + " patch rollouts default");
        script().post(ACTIONS + "pause")
                .then()
                .statusCode(200)
                .body("said", is("paused by " + alice + ", on the dashboard"));
        assertThat(desired()).isEqualTo("Paused");
        assertThat(api.writers).as("by whom").containsExactly(alice + " rollouts");
    }

    @Test
    void whatTheApiServerRefusesAPersonIsNotDoneBySluice() {
        api.rights.add(alice + " patch rollouts default");
        api.taken = false;
        script().post(ACTIONS + "pause")
                .then()
                .statusCode(403)
                .body("error", is("the API server does not take it from " + alice + ": refused"));
        assertThat(desired()).isEqualTo("Run");
        assertThat(api.writers).as("nobody else tries").containsExactly(alice + " rollouts");
    }

    @Test
    void personIsLedBackToThePageOfTheRollout() {
        api.rights.add(alice + " patch rollouts default");
        Response in = signIn(token(), "/");
        browser()
                .cookies(in.cookies())
                .header("Sec-Fetch-Site", "same-origin")
                .post(ACTIONS + "pause")
                .then()
                .statusCode(303)
                .header("Location", containsString("/namespaces/default/rollouts/myapp-1"));
    }

    @Test
    void whoMayNotPatchRolloutsIsToldWhatWouldHelp() {
        api.rights.add(alice + " list rollouts");
        script().post(ACTIONS + "abort")
                .then()
                .statusCode(403)
                .body("error", containsString(alice + " may not steer"))
                .body(
                        "cure",
                        is("kubectl -n default create rolebinding sluice-operator-" + alice
                                + " --clusterrole=sluice-operator --user=" + alice));
        assertThat(desired()).isEqualTo("Run");
    }

    @Test
    void rolloutsOfOtherNamespacesAreNotListed() {
        script().get("/api/v1/rollouts").then().statusCode(200).body("size()", is(0));
        script().get("/api/v1/namespaces/default/me").then().statusCode(200).body("read", is(false));
        String bob = "bob-" + UUID.randomUUID();
        api.tokens.put("token-of-" + bob, bob);
        for (String verb : List.of("get", "list", "watch")) {
            api.rights.add(bob + " " + verb + " rollouts default");
        }
        await().untilAsserted(() -> given().header("Authorization", "Bearer token-of-" + bob)
                .get("/api/v1/rollouts")
                .then()
                .statusCode(200)
                .body("size()", is(1)));
        given().header("Authorization", "Bearer token-of-" + bob)
                .get("/api/v1/namespaces/default/me")
                .then()
                .body("read", is(true))
                .body("steer", is(false))
                .body("release", is(false));
    }

    @Test
    void listIsNoQuestionToTheApiServer() {
        String all = "GET /apis/sluice.dev/v1alpha1/rollouts";
        script().get("/api/v1/rollouts").then().statusCode(200);
        assertThat(api.asked.stream().filter(all::equals)).as("the board's own").hasSize(1);
    }

    @Test
    void nameIsNoWayToAnotherNamespace() {
        for (String verb : List.of("get", "list", "watch")) {
            api.rights.add(alice + " " + verb + " rollouts default");
        }
        String way = "/api/v1/namespaces/default/rollouts/..%2F..%2Fpay%2Frollouts%2Ftill-1";
        script().urlEncodingEnabled(false).get(way).then().statusCode(404);
        assertThat(api.asked).noneMatch(path -> path.contains("till-1"));
    }

    @Test
    void actionAfterTheSessionEndedIsNotDoneAndSaidSo() {
        Response answer = browser().header("Sec-Fetch-Site", "same-origin").post(ACTIONS + "abort");
        answer.then()
                .statusCode(303)
                .header("Location", endsWith("/login?next=%2Fnamespaces%2Fdefault%2Frollouts%2Fmyapp-1&undone=yes"));
        browser()
                .urlEncodingEnabled(false)
                .get(answer.header("Location"))
                .then()
                .statusCode(200)
                .body(containsString("nothing was done"))
                .body(containsString("value=\"/namespaces/default/rollouts/myapp-1\""));
        browser()
                .header("Sec-Fetch-Site", "same-origin")
                .post("/logout")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/login"));
    }

    @Test
    void longTokenOfAPersonSignsIn() {
        String token = "x".repeat(3_500 - alice.length()) + alice;
        api.tokens.put(token, alice);
        signIn(token, "/").then().statusCode(303).header("Set-Cookie", containsString(token));
    }

    @Test
    void cookieWithoutThePrefixIsNoneOverHttps() {
        for (String cookie : List.of("sluice-session", "__Host-sluice-session")) {
            given().cookie(cookie, token())
                    .header("X-Forwarded-Proto", "https")
                    .get("/api/v1/me")
                    .then()
                    .statusCode(cookie.startsWith("__Host-") ? 200 : 401);
        }
    }

    @Test
    void whatIsNotThereIsNotThereForNobodyToo() {
        browser().get("/assets/nope").then().statusCode(404).body(is(emptyString()));
    }

    @Test
    void verbThatMakesNoSenseNowIsRefused() {
        api.rights.add(alice + " patch deployments default");
        script().post(ACTIONS + "undo")
                .then()
                .statusCode(409)
                .body("error", containsString("undo makes no sense now"))
                .body("error", containsString("pause, promote, abort"));
    }

    @Test
    void whatIsNotThereIsSaidToWhoMaySteer() {
        api.rights.add(alice + " patch rollouts default");
        script().post("/api/v1/namespaces/default/rollouts/other/actions/pause")
                .then()
                .statusCode(404);
    }

    @Test
    void nothingIsAllowedWhenTheApiServerDoesNotAnswer() {
        api.away = true;
        script().get("/api/v1/me").then().statusCode(503).body("error", containsString("did not say"));
        browser()
                .header("Authorization", "Bearer " + token())
                .get("/")
                .then()
                .statusCode(503)
                .body(containsString("did not say"));
    }

    @Test
    void apiServerIsAskedOnceForManyRequests() {
        script().get("/api/v1/me").then().statusCode(200);
        int asked = api.reviews.get();
        for (int i = 0; i < 20; i++) {
            script().get("/api/v1/me").then().statusCode(200);
        }
        assertThat(api.reviews.get()).isEqualTo(asked);
    }

    @Test
    void healthAndMetricsAreNotShownWhereThePagesAre() {
        for (String path : List.of("/health/live", "/metrics", "/q/health", "/q/metrics")) {
            given().get(path).then().statusCode(401);
            script().get(path).then().statusCode(404);
        }
        given().get(live).then().statusCode(200);
    }

    @Test
    void requestThatNobodyHasToSendIsNotRead() {
        browser()
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("token", "x".repeat(100_000))
                .post("/login")
                .then()
                .statusCode(413);
    }

    @Test
    void stylesNeedNobody() {
        given().get("/assets/access.css").then().statusCode(200);
        given().get("/login")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .header("Referrer-Policy", "same-origin");
    }

    @Test
    void wayAroundThePathIsNoWayIn() {
        for (String path : List.of(
                "/assets/../api/v1/me",
                "/assets/%2e%2e/api/v1/me",
                "/assets/..;/api/v1/me",
                "/assets/..%2Fapi%2Fv1%2Fme",
                "/local/..;/api/v1/me",
                "//api/v1/me",
                "/login/../api/v1/me")) {
            assertThat(given().urlEncodingEnabled(false).get(path).statusCode())
                    .as(path)
                    .isIn(401, 404);
        }
    }

    @Test
    void pathThatNobodyThoughtOfIsGuardedAndKeptByNobody() {
        for (String path : List.of(
                "/",
                "/api/v1/me",
                "/assetsx",
                "/loginx",
                "/login/else",
                "/metrics",
                "/health",
                "/anything",
                "/localx")) {
            given().get(path)
                    .then()
                    .statusCode(401)
                    .header("Cache-Control", "no-store")
                    .header("Vary", containsString("Cookie, Authorization"))
                    .header("X-Content-Type-Options", "nosniff");
        }
        for (String path : List.of("/login", "/assets/access.css", "/favicon.ico")) {
            assertThat(given().get(path).header("Cache-Control")).as(path).isNotEqualTo("no-store");
        }
    }

    private String token() {
        return "token-of-" + alice;
    }

    private RequestSpecification script() {
        return given().header("Authorization", "Bearer " + token());
    }

    private static RequestSpecification browser() {
        return given().redirects().follow(false).header("Accept", "text/html");
    }

    private static Response signIn(String token, String next) {
        return browser()
                .header("Origin", "http://localhost:" + io.restassured.RestAssured.port)
                .formParam("token", token)
                .formParam("next", next)
                .post("/login");
    }

    private String desired() {
        return client.resources(RolloutResource.class)
                .inNamespace("default")
                .withName("myapp-1")
                .get()
                .getSpec()
                .desired()
                .name();
    }
}
