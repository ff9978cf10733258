package dev.sluice.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.sluice.kubernetes.RolloutResource;
import dev.sluice.kubernetes.StoreParts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalApi.class, restrictToAnnotatedClass = true)
final class WebTest {
    @Inject
    KubernetesClient client;

    @Inject
    Scheduler scheduler;

    @BeforeEach
    void create() {
        client.resource(Serialization.unmarshal(StoreParts.ROLLOUT, RolloutResource.class))
                .create();
    }

    @AfterEach
    void delete() {
        client.resources(RolloutResource.class).inNamespace("default").delete();
    }

    @Test
    void rolloutsAreListedWithoutTheirPin() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> given().get("/api/v1/rollouts")
                        .then()
                        .statusCode(200)
                        .body("$", hasSize(1))
                        .body("[0].name", is("myapp-1"))
                        .body("[0].spec.green.subset", is("v2"))
                        .body("[0].spec.plan.steps[0].hold", is("10s"))
                        .body(not(containsString("secret-pin"))));
    }

    @Test
    void whoControlsNothingRunsNothingByTheClock() {
        assertThat(scheduler.isRunning()).isFalse();
    }

    @Test
    void pageAllowsItsOwnScriptsOnly() {
        given().get("/")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self'"))
                .header("Cache-Control", is("no-store"))
                .body(containsString("<title>Rollouts – Sluice</title>"))
                .body(not(containsString("<style")))
                .body(not(containsString("onclick")));
    }

    @Test
    void pageOfAnotherSiteCannotBreakTheApp() {
        given().contentType("application/json")
                .body("{\"version\":\"v2\",\"kind\":\"errors\"}")
                .post("/local/fault")
                .then()
                .statusCode(403);
    }

    @Test
    void siteLedToThisMachineCannotReleaseAnything() {
        given().header("X-Sluice-Local", "1")
                .header("Host", "evil.example")
                .post("/local/release")
                .then()
                .statusCode(403);
    }

    @Test
    void faultIsSwitchedOnAndOff() {
        fault("errors", 200);
        given().get("/local/load").then().statusCode(200).body("requestsPerSecond", is(0));
        fault("none", 200);
        fault("rust", 400);
    }

    @Test
    void whoAsksTwiceForTheSameHasGotIt() {
        act("pause", 200, "paused by you");
        act("pause", 200, "paused already");
        act("resume", 200, "resumed by you");
        act("resume", 200, "resumed already");
        act("undo", 409, "undo makes no sense now");
    }

    private static void act(String verb, int status, String said) {
        given().header("X-Sluice-Local", "1")
                .post("/api/v1/namespaces/default/rollouts/myapp-1/actions/" + verb)
                .then()
                .statusCode(status)
                .body(containsString(said));
    }

    private static void fault(String kind, int status) {
        given().contentType("application/json")
                .header("X-Sluice-Local", "1")
                .body("{\"version\":\"v2\",\"kind\":\"" + kind + "\"}")
                .post("/local/fault")
                .then()
                .statusCode(status);
    }
}
