package dev.sluice.web.page;

import dev.sluice.web.LocalApi;
import dev.sluice.web.browser.Chromium;
import dev.sluice.web.browser.Tab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** More pages than Sluice keeps up to date. */
@QuarkusTest
@TestProfile(CrowdedTest.OneSeat.class)
@QuarkusTestResource(value = LocalApi.class, restrictToAnnotatedClass = true)
final class CrowdedTest {
    @Test
    void pageThatIsNotKeptUpToDateSaysSoAndIsOnceThereIsRoom() throws Exception {
        try (Chromium browser = Chromium.orSkip()) {
            Tab first = open(browser).until("#link", "live");
            try (Tab second = open(browser).until("#link", "not kept up to date: too many pages are open")) {
                first.close();
                second.until("#link", "live");
            }
        }
    }

    private static Tab open(Chromium browser) {
        return browser.tab(1280, 900, false).open(RestAssured.baseURI + ":" + RestAssured.port + "/rollouts");
    }

    /** Room for one. */
    public static final class OneSeat implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.web.streams", "1");
        }
    }
}
