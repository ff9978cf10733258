package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The list, as a browser shows it. */
@QuarkusTest
@QuarkusTestResource(value = LocalApi.class, restrictToAnnotatedClass = true)
final class ListPageTest {
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
    void emptyListTeachesHowToRelease() {
        try (Tab tab = open("/rollouts")) {
            tab.until(".empty", "kubectl annotate deployment");
            // It comes by itself, without a reload.
            Made.put(client, Made.holding("shop", "cart", 1));
            tab.until(".row", "cart").until("document.querySelector('.empty') === null");
            clean(tab);
        }
    }

    @Test
    void whatNeedsAPersonComesFirstAndWhatIsOverLast() {
        Made.put(client, Made.promoted("shop", "done"));
        Made.put(client, Made.paused("shop", "stuck"));
        Made.put(client, Made.holding("shop", "going", 1));
        try (Tab tab = open("/rollouts").until("document.querySelectorAll('.row').length === 3")) {
            assertThat(tab.eval("[...document.querySelectorAll('.row .app b')].map(e => e.textContent).join()")
                            .asText())
                    .isEqualTo("stuck,going,done");
            assertThat(tab.eval("[...document.querySelectorAll('.group')].map(e => e.textContent).join()")
                            .asText())
                    .isEqualTo("Waiting for a person,Under way,Finished");
            assertThat(tab.text(".row .why")).startsWith("Someone paused this rollout.");
            clean(tab);
        }
    }

    @Test
    void rowMovesWhenItsRolloutNeedsAPerson() {
        Made.put(client, Made.holding("shop", "one", 1));
        Made.put(client, Made.holding("shop", "two", 1));
        try (Tab tab = open("/rollouts")
                .until("document.querySelectorAll('.row').length === 2")
                .until("#link", "live")) {
            String last = tab.text(".row:last-child .app b");
            Made.put(client, Made.paused("shop", last));
            tab.until(".group", "Waiting for a person").until(".row:nth-child(2) .app b", last);
            assertThat(tab.count(".row")).isEqualTo(2);
            clean(tab);
        }
    }

    @Test
    void rowThatLeftWhileThePageWasCutOffIsTakenOut() {
        try (Relay relay = new Relay(RestAssured.port);
                Tab tab = open(relay.port(), "/rollouts?state=waiting").until("#link", "live")) {
            Made.put(client, Made.paused("shop", "cart"));
            tab.until(".row", "cart");
            // What the page showed when it was made is shown by nobody any more.
            assertThat(tab.eval("document.querySelector('[sse-connect]').getAttribute('sse-connect')")
                            .asText())
                    .isEqualTo("/live/rollouts?state=waiting");
            relay.cut();
            tab.until("#link", "connecting again");
            Made.put(client, Made.holding("shop", "cart", 2));
            relay.join();
            tab.until("document.querySelectorAll('.row').length === 0").until("#link", "live");
        }
    }

    @Test
    void filterIsInTheAddressAndTheBackButtonTakesItBack() {
        Made.put(client, Made.holding("shop", "cart", 1));
        Made.put(client, Made.reverted("pay", "till"));
        try (Tab tab = open("/rollouts").until("document.querySelectorAll('.row').length === 2")) {
            tab.focus("input[name=q]").type("till").until("document.querySelectorAll('.row').length === 1");
            tab.until("location.search.includes('q=till')").until(".summary", "1 of 2");
            tab.eval("history.back()");
            tab.until("document.querySelectorAll('.row').length === 2 && !location.search.includes('till')");
            // What the address says is what one sees, for whoever is sent it.
            tab.open(RestAssured.baseURI + ":" + RestAssured.port + "/rollouts?state=reverted&namespace=pay");
            tab.until("document.querySelectorAll('.row').length === 1");
            assertThat(tab.eval("document.querySelector('select[name=state]').value")
                            .asText())
                    .isEqualTo("reverted");
            // A rollout that does not fit does not come in.
            Made.put(client, Made.holding("pay", "stall", 1));
            Made.put(client, Made.reverted("pay", "booth"));
            tab.until("document.querySelectorAll('.row').length === 2").until(".row", "booth");
            clean(tab);
        }
    }

    @Test
    void oneOfFiveHundredRolloutsChangesAndOneRowIsSent() {
        IntStream.range(0, 500).forEach(i -> Made.put(client, Made.holding("n" + i % 10, "app" + i, 1)));
        try (Tab tab = open("/rollouts").until(".summary", "500 rollouts").until("#link", "live")) {
            assertThat(tab.count(".row")).isEqualTo(50);
            String app = tab.text(".row:nth-child(12) .app b");
            String namespace = tab.text(".row:nth-child(12) .app small");
            tab.forget();
            Made.put(client, Made.holding(namespace, app, 2));
            tab.until(".row:nth-child(12) .amount", "50 %");
            assertThat(tab.messages()).hasSize(1);
            assertThat(tab.messages().getFirst()).containsOnlyOnce("<li").contains(app);
            int change = tab.messages().getFirst().length();
            double scripts = tab.scriptMillis();
            tab.eval("location.reload()");
            tab.until(".summary", "500 rollouts").until("#link", "live");
            JsonNode page = tab.eval("performance.getEntriesByType('navigation')[0].toJSON()");
            System.out.printf(
                    "500 rollouts: page of %d bytes (%d compressed) after %d ms, one change is %d bytes, scripts took %.0f ms%n",
                    page.path("decodedBodySize").asInt(),
                    page.path("encodedBodySize").asInt(),
                    page.path("responseStart").asInt(),
                    change,
                    scripts);
            clean(tab);
        }
    }

    @Test
    void nobodyStumblesInEitherScheme() {
        Made.put(client, Made.paused("shop", "stuck"));
        Made.put(client, Made.holding("shop", "cart", 1));
        Made.put(client, Made.promoted("shop", "done"));
        Made.put(client, Made.reverted("pay", "till"));
        for (String path : new String[] {
            "/rollouts", "/policies", "/namespaces/default/policies/myapp", "/rollouts?q=none", "/nowhere"
        }) {
            try (Tab tab = open(path)) {
                assertThat(Accessibility.violations(tab)).as(path + ", light").isEmpty();
                assertThat(Accessibility.violations(tab.scheme(true)))
                        .as(path + ", dark")
                        .isEmpty();
                assertThat(Accessibility.violations(tab.resize(360, 800)))
                        .as(path + ", narrow")
                        .isEmpty();
                assertThat(tab.eval("document.documentElement.scrollWidth").asInt())
                        .as(path + " fits")
                        .isLessThanOrEqualTo(360);
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "write", matches = ".*")
    void pictureForTheDocumentation() throws IOException {
        for (String app : List.of("search", "mail", "billing")) {
            Made.put(client, Made.promoted("shop", app));
        }
        Made.put(client, Made.reverted("shop", "recommendations"));
        Made.put(client, Made.paused("payments", "checkout"));
        Made.put(client, Made.holding("shop", "cart", 1));
        Made.put(client, Made.holding("payments", "ledger", 2));
        try (Tab tab = open("/rollouts").resize(1120, 800).until(".summary", "7 rollouts")) {
            Files.write(Path.of("docs/images/rollouts.png"), tab.picture(900));
        }
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
