package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.web.LocalApi;
import dev.sluice.web.browser.Accessibility;
import dev.sluice.web.browser.Chromium;
import dev.sluice.web.browser.Relay;
import dev.sluice.web.browser.Tab;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of a rollout that others change, delete and steer while someone looks at it. */
@QuarkusTest
@QuarkusTestResource(value = LocalApi.class, restrictToAnnotatedClass = true)
final class DetailPageTest {
    private static final String PAGE = "/namespaces/shop/rollouts/cart-1";
    private static @Nullable Chromium browser;

    @Inject
    KubernetesClient client;

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

    @AfterEach
    void clear() {
        client.genericKubernetesResources(CrdContexts.ROLLOUT).inAnyNamespace().delete();
    }

    @Test
    void rolloutThatIsDeletedIsSaidToBeGone() {
        try (Tab tab = holding(RestAssured.port)) {
            delete();
            tab.until("#state", "Deleted").until("document.querySelector('#link').hidden");
            assertThat(tab.count("#actions button")).isZero();
            assertThat(tab.count("#journal .card")).isEqualTo(1);
            assertThat(Accessibility.violations(tab)).isEmpty();
        }
    }

    @Test
    void pageOfARolloutThatWasDeletedMeanwhileIsLoadedAnew() {
        try (Relay relay = new Relay(RestAssured.port);
                Tab tab = holding(relay.port())) {
            relay.cut();
            tab.until("#link", "connecting again");
            delete();
            relay.join();
            tab.until("h1", "Nothing is here");
        }
    }

    @Test
    void questionThatIsOpenSaysWhatIsSoNow() {
        try (Tab tab = holding(RestAssured.port)) {
            ask(tab, "10 % of users stay on v2");
            Made.put(client, Made.holding("shop", "cart", 2));
            tab.until("#w-pause", "50 % of users stay on v2");
            assertThat(tab.count("#d-pause:modal")).isEqualTo(1);
            assertThat(tab.count("#d-pause button:disabled")).isZero();
        }
    }

    @Test
    void questionThatMakesNoSenseAnyMoreStaysAndCannotBeAnswered() {
        try (Tab tab = holding(RestAssured.port)) {
            ask(tab, "10 % of users stay on v2");
            Made.put(client, Made.promoted("shop", "cart"));
            tab.until("#state", "Promoted").until("document.querySelector('#b-undo')");
            assertThat(tab.count("#d-pause:modal")).isEqualTo(1);
            assertThat(tab.count("#d-pause button.primary:disabled")).isEqualTo(1);
            assertThat(tab.text("#w-pause")).contains("makes no sense any more");
            tab.press("Escape").until("!document.querySelector('#d-pause').open");
        }
    }

    @Test
    void questionThatIsOpenStaysOnTopWhenOthersComeBeforeIt() {
        Made.put(client, Made.paused("shop", "cart"));
        try (Tab tab = open(RestAssured.port)) {
            tab.click("#b-promote").until("document.querySelector('#d-promote').open");
            Made.put(client, Made.holding("shop", "cart", 2));
            tab.until("document.querySelector('#d-pause')");
            assertThat(tab.count("#d-promote:modal")).isEqualTo(1);
        }
    }

    @Test
    void secondClickSendsNothing() {
        try (Tab tab = holding(RestAssured.port)) {
            tab.eval("window.sent = 0; addEventListener('submit', event => { if (!event.defaultPrevented) sent++;"
                    + " event.preventDefault(); })");
            ask(tab, "");
            tab.eval("document.querySelector('#d-pause form').requestSubmit()");
            Made.put(client, Made.holding("shop", "cart", 2));
            tab.until("#w-pause", "50 % of users stay on v2");
            tab.eval("document.querySelector('#d-pause form').requestSubmit()");
            assertThat(tab.eval("sent").asInt()).isEqualTo(1);
        }
    }

    @Test
    void tabThatNobodySeesKeepsNoConnectionAndCatchesUp() {
        try (Tab tab = holding(RestAssured.port)) {
            tab.eval("window.made = []; { const make = htmx.createEventSource;"
                    + " htmx.createEventSource = url => made[made.length] = make(url); } true");
            see(tab, false);
            see(tab, true);
            tab.until("made[0].readyState === EventSource.OPEN").until("#link", "live");
            see(tab, false);
            assertThat(tab.eval("made[0].readyState === EventSource.CLOSED").asBoolean())
                    .isTrue();
            Made.put(client, Made.paused("shop", "cart"));
            see(tab, true);
            tab.until("#state", "Paused").until("#link", "live");
        }
    }

    @Test
    void chartIsReadByKeys() {
        Made.put(client, Made.counted("shop", "cart"));
        try (Tab tab = open(RestAssured.port)) {
            tab.focus("#traffic .plot").press("ArrowRight").until("#traffic .readout", "v1 4, v2 2, failed 1 a second");
            tab.press("ArrowLeft").until("#traffic .readout", "v1 5, v2 0, failed 0 a second");
            assertThat(tab.eval("document.querySelector('#traffic .plot').ariaValueText")
                            .asText())
                    .contains("v1 5, v2 0");
            tab.press("Escape").until("#traffic .readout", "requests a second");
            assertThat(Accessibility.violations(tab)).isEmpty();
        }
    }

    private void ask(Tab tab, String question) {
        tab.click("#b-pause").until("document.querySelector('#d-pause').open").until("#w-pause", question);
    }

    private static void see(Tab tab, boolean seen) {
        tab.eval("Object.defineProperty(document, 'hidden', {value: " + !seen + ", configurable: true});"
                + " document.dispatchEvent(new Event('visibilitychange'))");
    }

    private void delete() {
        client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace("shop")
                .withName("cart-1")
                .delete();
    }

    private Tab holding(int port) {
        Made.put(client, Made.holding("shop", "cart", 1));
        return open(port).until("#state", "Holding");
    }

    private static Tab open(int port) {
        Tab tab = Objects.requireNonNull(browser).tab(1280, 900, false);
        // The page is there as soon as the server has heard of the rollout.
        tab.open(RestAssured.baseURI + ":" + port + "/rollouts").until(".row", "cart");
        return tab.open(RestAssured.baseURI + ":" + port + PAGE)
                .until("document.querySelector('#hero')")
                .until("#link", "live");
    }
}
