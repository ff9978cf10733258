package dev.sluice.web.access;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.sluice.kubernetes.CrdContexts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everybody may look. */
@QuarkusTest
@QuarkusTestResource(
        value = GuardedApi.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "sluice.web.access", value = "anonymous-read"))
final class AnonymousReadTest {
    private static final String PLAN = """
            {routes: [{virtualService: cart}], health: {probe: {headers: {Authorization: Bearer hunter2}}}}""";
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: cart, namespace: shop}
            spec: %s
            """.formatted(PLAN);
    private static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: cart-1, namespace: shop}
            spec:
              policy: cart
              plan: %s
              blue: {subset: v1}
              green: {subset: v2}
              version: v2
              routes: [{virtualService: cart, host: cart}]
              pin: secret-pin
              desired: Run
            """.formatted(PLAN);
    private static final String PAGE = "/namespaces/shop/rollouts/cart-1";
    private static final int TRIES = 20;

    @Inject
    KubernetesClient client;

    @BeforeEach
    void create() {
        put(CrdContexts.POLICY, POLICY);
        put(CrdContexts.ROLLOUT, ROLLOUT);
        await().untilAsserted(() -> {
            get("text/html", "/policies").body(containsString("cart"));
            get("text/html", PAGE).statusCode(200);
        });
    }

    @AfterEach
    void delete() {
        client.genericKubernetesResources(CrdContexts.POLICY)
                .inNamespace("shop")
                .delete();
        client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace("shop")
                .delete();
    }

    @Test
    void everybodyLooksAndNobodySeesACredential() {
        for (String page : List.of("/rollouts", PAGE, PAGE + "/report.html", "/namespaces/shop/policies/cart")) {
            get("text/html", page)
                    .statusCode(200)
                    .body(not(containsString("hunter2")))
                    .body(not(containsString("secret-pin")));
        }
        get("text/html", "/namespaces/shop/policies/cart").body(containsString("Authorization: (hidden)"));
        for (String answer : List.of("/api/v1/rollouts", "/api/v1" + PAGE)) {
            get("application/json", answer)
                    .statusCode(200)
                    .body(containsString("\"Authorization\":\"(hidden)\""))
                    .body(not(containsString("hunter2")))
                    .body(not(containsString("secret-pin")));
        }
    }

    @Test
    void toActTakesASignIn() {
        get("text/html", PAGE).body(containsString("Sign in to steer this rollout."));
        given().header("Sec-Fetch-Site", "same-origin")
                .post("/api/v1" + PAGE + "/actions/abort")
                .then()
                .statusCode(403);
    }

    @Test
    void manyMadeUpTokensAreTurnedAwayAndEverybodyLooksStill() {
        for (int i = 0; i < TRIES; i++) {
            me("made-up-" + i).statusCode(401);
        }
        me("made-up").statusCode(429).body("error", containsString("too many sign-ins"));
        get("application/json", "/api/v1/me").statusCode(200).body("how", is("Anonymous"));
    }

    private static ValidatableResponse me(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/me")
                .then();
    }

    private static ValidatableResponse get(String accept, String path) {
        return given().header("Accept", accept).get(path).then();
    }

    private void put(ResourceDefinitionContext kind, String yaml) {
        client.genericKubernetesResources(kind)
                .inNamespace("shop")
                .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .create();
    }
}
