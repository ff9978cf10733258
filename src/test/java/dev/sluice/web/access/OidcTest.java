package dev.sluice.web.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Cookies;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People who sign in at an identity provider. */
@QuarkusTest
@QuarkusTestResource(value = GuardedApi.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = FakeProvider.class, restrictToAnnotatedClass = true)
final class OidcTest {
    private static final String ALICE =
            "\"email\": \"alice@corp.example\", \"email_verified\": true, \"groups\": [\"team-a\", \"ops\"]";

    JudgingApi api;
    FakeProvider provider;

    @Test
    void signInPageOffersTheProvider() {
        page().get("/login?next=/namespaces/default/rollouts/myapp-1")
                .then()
                .statusCode(200)
                .body(containsString("/login/oidc?next=%2Fnamespaces%2Fdefault%2Frollouts%2Fmyapp-1"))
                .body(containsString("Sign in with OpenID Connect"));
    }

    @Test
    void personIsKnownToKubernetesByTheClaimsOfTheProvider() {
        provider.claims = ALICE;
        api.rights.add("alice@corp.example list rollouts");
        Cookies session = signIn("/api/v1/me");
        given().cookies(session)
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("name", is("alice@corp.example"))
                .body("how", is("Oidc"));
        assertThat(api.groups).containsExactly("corp:team-a", "corp:ops", "system:authenticated");
    }

    @Test
    void formOfAnotherSiteIsNotActedOn() {
        provider.claims = ALICE;
        Cookies session = signIn("/");
        given().cookies(session)
                .header("Sec-Fetch-Site", "cross-site")
                .post("/api/v1/namespaces/default/rollouts/myapp-1/actions/abort")
                .then()
                .statusCode(403);
    }

    @Test
    void personWhoseTokensTheApiServerDoesNotKnowLooksAndDoesNotAct() {
        provider.claims = ALICE;
        api.rights.add("alice@corp.example patch rollouts");
        Cookies session = signIn("/");
        given().cookies(session)
                .get("/api/v1/namespaces/default/me")
                .then()
                .statusCode(200)
                .body("steer", is(false));
        given().cookies(session)
                .header("Sec-Fetch-Site", "same-origin")
                .post("/api/v1/namespaces/default/rollouts/myapp-1/actions/abort")
                .then()
                .statusCode(403)
                .body("error", containsString("does not take the identity provider's tokens"));
        assertThat(api.writers).isEmpty();
    }

    @Test
    void personActsWithTheProvidersTokenWhereTheApiServerKnowsIt() {
        provider.claims = ALICE.replace("alice", "bob");
        api.rights.add("corp:bob patch rollouts default");
        Cookies session = signIn("/assets/mark.svg");
        api.tokens.put(provider.token, "corp:bob");
        given().cookies(session)
                .get("/api/v1/namespaces/default/me")
                .then()
                .statusCode(200)
                .body("steer", is(true));
    }

    @Test
    void whoseAddressIsNotVerifiedIsNobody() {
        provider.claims = "\"email\": \"alice@corp.example\", \"email_verified\": false";
        given().cookies(signIn("/"))
                .get("/api/v1/me")
                .then()
                .statusCode(403)
                .body("error", containsString("not verified"));
    }

    @Test
    void personSignsOut() {
        provider.claims = ALICE;
        Response out = page().cookies(signIn("/"))
                .header("Sec-Fetch-Site", "same-origin")
                .post("/logout");
        out.then().statusCode(303);
        assertThat(out.headers().getValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("q_session=") && cookie.contains("Max-Age=0"));
    }

    @Test
    void tokenStillLetsAScriptIn() {
        api.tokens.put("robots-token", "robot");
        given().header("Authorization", "Bearer robots-token")
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("name", is("robot"));
    }

    @Test
    void cookieOfAnotherApplicationOnTheHostKeepsNobodyOut() {
        api.tokens.put("carols-token", "carol");
        given().cookies(withToken("carols-token"))
                .cookie("q_session_other", "x")
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("name", is("carol"))
                .body("how", is("Token"));
    }

    @Test
    void tokenLetsThoseInWhomTheProviderRefuses() {
        provider.claims = "\"email\": \"alice@corp.example\", \"email_verified\": false";
        api.tokens.put("daves-token", "dave");
        given().cookies(signIn("/"))
                .cookies(withToken("daves-token"))
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("name", is("dave"));
    }

    private static Map<String, String> withToken(String token) {
        Response in = page().header("Sec-Fetch-Site", "same-origin")
                .formParam("token", token)
                .post("/login");
        in.then().statusCode(303);
        return in.cookies();
    }

    /** Goes the way that a browser is led, and gives what it then has. */
    private static Cookies signIn(String next) {
        Response asked = page().get("/login/oidc?next=" + next);
        asked.then().statusCode(302).header("Location", containsString("code_challenge_method=S256"));
        Response allowed = page().urlEncodingEnabled(false).get(asked.header("Location"));
        Response back = page().urlEncodingEnabled(false)
                .cookies(asked.detailedCookies())
                .get(allowed.header("Location"));
        back.then().statusCode(302);
        Response inside =
                page().urlEncodingEnabled(false).cookies(back.detailedCookies()).get(back.header("Location"));
        inside.then().statusCode(303);
        assertThat(inside.header("Location")).endsWith(":" + RestAssured.port + next);
        return back.detailedCookies();
    }

    private static io.restassured.specification.RequestSpecification page() {
        return given().redirects().follow(false).header("Accept", "text/html");
    }
}
