package dev.sluice.web.page;

import static io.restassured.RestAssured.given;

import dev.sluice.web.browser.Chromium;
import dev.sluice.web.browser.Tab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes the pictures of the documentation, of a release as the demo plays it; only with {@code -Dwrite}, for it takes a minute. */
@QuarkusTest
@QuarkusTestResource(value = Shown.class, restrictToAnnotatedClass = true)
@EnabledIfSystemProperty(named = "write", matches = ".*")
final class PicturesTest {
    private static final int WIDE = 1120;

    @Test
    void releaseThatBreaksAtHalfOfTheTraffic() throws Exception {
        post("/local/release", "{}");
        try (Chromium browser = Chromium.orSkip();
                Tab tab = browser.tab(WIDE, 900, false)) {
            tab.open(RestAssured.baseURI + ":" + RestAssured.port + "/")
                    .until(".share.green b", "10 %")
                    .until(".share.green b", "25 %")
                    .until(left(6));
            write(tab, "rollout.png", 1480);
            tab.until(".share.green b", "50 %").until(left(6));
            post("/local/fault", "{\"version\":\"v2\",\"kind\":\"errors\"}");
            tab.until("#state", "Reverted")
                    .until(".share.blue b", "100 %")
                    .until("!document.querySelector('#release').disabled");
            // The seconds in which users met the fault are on the chart.
            tab.until("document.querySelector('#users-bad').getAttribute('d')").until("#users-failed.some", "");
            write(tab, "demo.png", 1050);
            write(tab.scheme(true), "rollout-dark.png", 1500);
            write(tab.resize(360, 800), "rollout-narrow.png", 1500);
        }
    }

    private static String left(int seconds) {
        return "parseInt(document.querySelector('.rail .now small').textContent) <= " + seconds;
    }

    private static void write(Tab tab, String name, int height) throws IOException {
        Files.write(Path.of("docs/images", name), tab.picture(height));
    }

    private static void post(String path, String body) {
        given().header("X-Sluice-Local", "1")
                .header("Host", "127.0.0.1")
                .contentType("application/json")
                .body(body)
                .post(path)
                .then()
                .statusCode(200);
    }
}
