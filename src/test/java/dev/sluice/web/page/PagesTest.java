package dev.sluice.web.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.web.LocalApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages as they leave the server. */
@QuarkusTest
@QuarkusTestResource(value = LocalApi.class, restrictToAnnotatedClass = true)
final class PagesTest {
    @Inject
    KubernetesClient client;

    @AfterEach
    void clear() {
        client.genericKubernetesResources(CrdContexts.ROLLOUT).inAnyNamespace().delete();
    }

    @Test
    void assetsAreKeptForEverUnderAnAddressOfTheirVersion() {
        Matcher found = Pattern.compile("/assets/[0-9a-f]{12}/htmx\\.js").matcher(page("/rollouts"));
        assertThat(found.find()).isTrue();
        given().get(found.group())
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("Content-Type", containsString("text/javascript"));
        given().get("/assets/0123456789ab/page.js").then().statusCode(200).header("Cache-Control", "no-cache");
        given().get("/assets/access.css").then().statusCode(200);
        given().get("/assets/0123456789ab/secret.txt").then().statusCode(404);
    }

    @Test
    void textOfUsersIsNotMarkup() {
        String evil = Made.holding("shop", "cart", 1)
                .replace("message: holding 10 %", "message: \"<img src=x onerror=alert(1)>\"");
        Made.put(client, evil.replace("subset: v2", "subset: \"<b>v2</b>\""));
        await().untilAsserted(() -> assertThat(page("/namespaces/shop/rollouts/cart-1"))
                .contains("&lt;b&gt;v2&lt;/b&gt;")
                .doesNotContain("<b>v2</b>")
                .doesNotContain("<img"));
        assertThat(page("/rollouts?q=%22%3E%3Cscript%3E")).doesNotContain("\"><script>");
    }

    @Test
    void ofANamespaceWithMoreThanIsKeptTheListSaysHowManyAreNotShown() {
        String large = Made.holding("crowd", "cart0", 1)
                .replace("message: holding 10 %", "message: \"" + "x".repeat(900_000) + "\"");
        for (int i = 0; i < 22; i++) {
            Made.put(client, large.replace("cart0", "cart" + i));
        }
        Made.put(client, Made.holding("shop", "basket", 1));

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(page("/rollouts"))
                        .containsPattern(
                                "Of namespace crowd [1-9] more are not shown, since it has more than the dashboard keeps")
                        .contains("basket"));
        assertThat(page("/namespaces/crowd/rollouts/cart21-1")).as("read anew").contains("cart21");
        assertThat(page("/rollouts?namespace=shop")).doesNotContain("not shown");
        // They are too large to be listed by whoever clears up.
        for (int i = 0; i < 22; i++) {
            client.genericKubernetesResources(CrdContexts.ROLLOUT)
                    .inNamespace("crowd")
                    .withName("cart" + i + "-1")
                    .delete();
        }
    }

    @Test
    void pinIsOnNoPage() {
        Made.put(client, Made.holding("shop", "cart", 1));
        await().untilAsserted(() ->
                assertThat(page("/namespaces/shop/rollouts/cart-1")).contains("10\u00a0%"));
        assertThat(page("/namespaces/shop/rollouts/cart-1")).doesNotContain("secret-pin");
        assertThat(page("/namespaces/shop/policies/cart")).doesNotContain("secret-pin");
    }

    @Test
    void whatIsNotThereHasAPageForPeopleAndAStatusForScripts() {
        given().accept(ContentType.HTML)
                .get("/namespaces/shop/rollouts/nothing")
                .then()
                .statusCode(404)
                .body(containsString("Nothing is here"));
        given().accept(ContentType.JSON)
                .get("/api/v1/namespaces/shop/rollouts/nothing")
                .then()
                .statusCode(404)
                .body(is(emptyString()));
    }

    @Test
    void reportIsAFileToKeep() {
        Made.put(client, Made.reverted("shop", "cart"));
        await().untilAsserted(() -> given().get("/namespaces/shop/rollouts/cart-1/report.html")
                .then()
                .statusCode(200)
                .header("Content-Disposition", "attachment; filename=\"cart-1.html\"")
                .body(containsString("Reverted"))
                .body(not(containsString("secret-pin"))));
    }

    @Test
    void policySaysWhatToExpect() {
        await().untilAsserted(() -> assertThat(page("/namespaces/default/policies/myapp"))
                .contains("Step 3/3")
                .contains("A good version is promoted after")
                .contains("virtualService: myapp"));
        given().accept(ContentType.HTML).get("/policies").then().statusCode(200).body(containsString("myapp"));
    }

    @Test
    void pageNeedsNoScriptToSaySomething() {
        Made.put(client, Made.paused("shop", "cart"));
        await().untilAsserted(() -> assertThat(page("/rollouts"))
                .contains("Waiting for a person")
                .contains("cart")
                .doesNotContain(" style=")
                .doesNotContain("onclick"));
        given().accept(ContentType.HTML)
                .get("/rollouts?state=promoted")
                .then()
                .body(not(containsString("/rollouts/cart-1")));
    }

    @Test
    void filterThatHoldsIsShownEvenWhereNothingFits() {
        assertThat(page("/rollouts?namespace=empty")).contains("<option selected>empty</option>");
    }

    @Test
    void policyThatNobodyHasLookedAtIsNotCalledReady() {
        for (String path : List.of("/policies", "/namespaces/default/policies/myapp")) {
            await().untilAsserted(() ->
                    assertThat(page(path)).contains("Not looked at yet").doesNotContain("> Ready<"));
        }
    }

    @Test
    void evidenceIsToldInWords() {
        Made.put(client, Made.counted("shop", "cart"));
        await().untilAsserted(() -> assertThat(page("/namespaces/shop/rollouts/cart-1"))
                .contains("now 1.2 to 1, at most 7.4 to 1; the traffic goes back at 1,000 to 1"));
    }

    @Test
    void streamSendsEverythingToAPageThatComesBack() throws Exception {
        Made.put(client, Made.holding("shop", "cart", 1));
        await().untilAsserted(() -> assertThat(page("/rollouts")).contains("cart"));
        Matcher stream =
                Pattern.compile("sse-connect=\"(/live/rollouts\\?seen=[^\"]+)").matcher(page("/rollouts"));
        assertThat(stream.find()).isTrue();

        assertThat(first(stream.group(1), Map.of())).isEqualTo("event:beat");
        assertThat(first(stream.group(1), Map.of("Last-Event-ID", "1"))).isEqualTo("event:news");
    }

    /** The first event of a stream. */
    private static String first(String path, Map<String, String> headers) throws Exception {
        HttpURLConnection stream = (HttpURLConnection) URI.create(RestAssured.baseURI + ":" + RestAssured.port + path)
                .toURL()
                .openConnection();
        stream.setReadTimeout(10_000);
        headers.forEach(stream::setRequestProperty);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith("event:"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String page(String path) {
        return given().urlEncodingEnabled(false)
                .accept(ContentType.HTML)
                .get(path)
                .then()
                .extract()
                .asString();
    }
}
