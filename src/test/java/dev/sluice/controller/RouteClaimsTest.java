package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.StoredPolicy;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What many policies cost: counted, not timed. */
final class RouteClaimsTest {
    private static final int MANY = 1_000;

    private final RouteClaims claims = new RouteClaims();
    private final List<StoredPolicy> all = new ArrayList<>();

    @BeforeEach
    void crowd() {
        for (int i = 0; i < MANY; i++) {
            all.add(policy("crowd", "p" + i, "2026-01-01T00:00:00Z", "web", "a" + i));
        }
        all.add(policy("small", "old", "2026-01-01T00:00:00Z", "web", "a"));
        all.add(policy("small", "young", "2026-01-02T00:00:00Z", "web", "b"));
        all.add(policy("small", "other", "2026-01-03T00:00:00Z", "api", "c"));
        assertThat(claims.update(all)).isEqualTo(MANY + 3);
    }

    @Test
    void aPolicyIsHeldAgainstTheOlderOnesOfItsOwnVirtualService() {
        assertThat(claims.older(found("young"), RouteRef.virtualService("small", "web")))
                .extracting(StoredPolicy::name)
                .containsExactly("old");
        assertThat(claims.older(found("old"), RouteRef.virtualService("small", "web")))
                .isEmpty();
        assertThat(claims.older(found("other"), RouteRef.virtualService("small", "api")))
                .isEmpty();
    }

    @Test
    void nothingIsTakenAnewWhereNothingHasChanged() {
        assertThat(claims.update(List.copyOf(all))).isZero();
    }

    /** What Sluice writes into the status of a policy is told as a change of it. */
    @Test
    void aPolicyThatIsToldAgainAsItWasIsNoChange() {
        long mark = claims.mark(RouteRef.virtualService("small", "web"));

        all.replaceAll(one -> policy(
                one.namespace(),
                one.name(),
                one.created(),
                one.spec().orElseThrow().routes().getFirst().object(),
                one.spec().orElseThrow().routes().getFirst().httpRoutes().getFirst()));

        assertThat(claims.update(all)).isZero();
        assertThat(claims.mark(RouteRef.virtualService("small", "web"))).isEqualTo(mark);
    }

    @Test
    void aPolicyThatChangesCostsTheOthersOfItsVirtualServiceAloneANewLook() {
        long small = claims.mark(RouteRef.virtualService("small", "web"));
        long crowd = claims.mark(RouteRef.virtualService("crowd", "web"));
        all.removeIf(one -> one.name().equals("p500"));
        all.add(policy("crowd", "p500", "2026-01-01T00:00:00Z", "web", "changed"));

        assertThat(claims.update(all)).isEqualTo(1);

        assertThat(claims.mark(RouteRef.virtualService("crowd", "web"))).isNotEqualTo(crowd);
        assertThat(claims.mark(RouteRef.virtualService("small", "web"))).isEqualTo(small);
    }

    @Test
    void forgetsAPolicyThatIsGoneOrNamesAnother() {
        all.removeIf(one -> one.name().equals("old"));

        assertThat(claims.update(all)).isEqualTo(1);

        assertThat(claims.older(found("young"), RouteRef.virtualService("small", "web")))
                .isEmpty();
    }

    private StoredPolicy found(String name) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private static StoredPolicy policy(
            String namespace, String name, String created, String virtualService, String route) {
        return PolicyClient.read(Serialization.unmarshal(
                """
                apiVersion: sluice.dev/v1alpha1
                kind: RolloutPolicy
                metadata: {name: %s, namespace: %s, uid: %s, creationTimestamp: "%s"}
                spec: {routes: [{virtualService: %s, host: shop, httpRoutes: [%s]}]}
                """.formatted(name, namespace, namespace + name, created, virtualService, route),
                GenericKubernetesResource.class));
    }
}
