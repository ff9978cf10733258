package dev.sluice.web.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.web.browser.Accessibility;
import dev.sluice.web.browser.Chromium;
import dev.sluice.web.browser.Relay;
import dev.sluice.web.browser.Tab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Releases, as someone sees and steers them in a browser; one after the other, as an app has one at a time. */
@QuarkusTest
@QuarkusTestResource(value = Watched.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RolloutPageTest {
    private static @Nullable Chromium browser;

    @BeforeAll
    static void start() {
        browser = Chromium.orSkip();
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    @Order(1)
    void releaseIsPausedResumedAndPromotedByKeyboard() {
        try (Tab tab = open("/")) {
            tab.until("h1", "A release begins in a few seconds");
            release();
            // The newcomer's page finds the release by itself.
            tab.until("location.pathname.startsWith('/namespaces/default/rollouts/myapp-')")
                    .until("#link", "live");
            tab.until("#state", "Holding").until(".share.green b", "50 %");
            assertThat(tab.text("#sentence")).startsWith("50 % of users are on v2");
            tab.until(".gateways", "50 %").until(".side", "2 of 2 ready").until(".journal", "Entered Step 2/2");

            tab.focus("#b-pause").press("Enter").until("document.querySelector('#d-pause').open");
            assertThat(tab.text("#w-pause")).startsWith("50 % of users stay on v2 until someone resumes it.");
            tab.press("Escape").until("!document.querySelector('#d-pause').open");
            tab.press("Enter").until("document.querySelector('#d-pause').open");
            tab.press("Tab").press("Enter").until("#state", "Paused");
            assertThat(tab.eval("document.querySelector('#b-pause').dataset.why")
                            .asText())
                    .isEqualTo("It is paused already.");

            tab.focus("#b-resume").press("Enter").press("Tab").press("Enter").until("#state", "Holding");

            tab.focus("#b-promote").press("Enter").until("document.querySelector('#d-promote').open");
            assertThat(tab.text("#w-promote")).contains("all users get v2 at once");
            assertThat(Accessibility.violations(tab)).isEmpty();
            tab.press("Tab").press("Enter").until("#state", "Promoted").until(".share.green b", "100 %");
            clean(tab);
        }
    }

    @Test
    @Order(2)
    void newcomerBreaksTheReleaseAndSeesTheTrafficGoBack() {
        release();
        try (Tab tab = open("/").until("#state", "Holding").until(".share.green b", "50 %")) {
            String green = tab.text(".share.green span");
            String blue = tab.text(".share.blue span");
            tab.click("[data-fault=errors]").until("#demo-told", green + " is broken: errors.");
            tab.until("#state", "Reverted").until(".share.blue b", "100 %");
            assertThat(tab.text("#sentence")).startsWith("All users are back on " + blue + ".");
            assertThat(tab.count(".rail .stopped")).isEqualTo(1);
            tab.until("!document.querySelector('#release').disabled");
            clean(tab);
            for (boolean dark : new boolean[] {false, true}) {
                assertThat(Accessibility.violations(tab.scheme(dark))).isEmpty();
            }
            assertThat(Accessibility.violations(tab.resize(360, 800))).isEmpty();
            assertThat(tab.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
        }
    }

    @Test
    @Order(3)
    void pageThatWasCutOffCatchesUp() {
        try (Relay relay = new Relay(RestAssured.port);
                Tab tab = open(relay.port(), "/").until("#state", "Reverted").until("#link", "live")) {
            relay.cut();
            tab.until("#link", "connecting again");
            release();
            relay.join();
            tab.until("#link", "live");
            // The demo goes on to the newer release; everywhere else a link leads there.
            tab.until("#state", "Holding").until(".share.green b", "50 %");
        }
    }

    private static void release() {
        given().header("X-Sluice-Local", "1")
                .header("Host", "127.0.0.1")
                .post("/local/release")
                .then()
                .statusCode(200);
    }

    private static Tab open(String path) {
        return open(RestAssured.port, path);
    }

    private static Tab open(int port, String path) {
        return Objects.requireNonNull(browser).tab(1280, 900, false).open(RestAssured.baseURI + ":" + port + path);
    }

    private static void clean(Tab tab) {
        assertThat(tab.problems()).isEmpty();
        assertThat(tab.hosts()).containsExactly(URI.create(RestAssured.baseURI).getHost() + ":" + RestAssured.port);
    }
}
