package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.KubernetesUser;
import dev.sluice.kubernetes.StoreParts;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AuthenticatedUserTest {
    private static final KubernetesUser ALICE = new KubernetesUser("alice", "", List.of(), Map.of());

    private final JudgingApi api = new JudgingApi(URI.create("http://127.0.0.1:1/"));
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(api.uri()).build())
            .build();
    private final CachingAuthorizer authorizer = new CachingAuthorizer(StoreParts.reviews(client));
    private final UserContext alice = new AuthenticatedUser(
            ALICE, AuthenticationMethod.Token, () -> Optional.of(ALICE), "token-of-alice", false, authorizer);

    @AfterEach
    void close() {
        authorizer.close();
        client.close();
        api.close();
    }

    @Test
    void namespacesAreAskedAboutAtTheSameTimeAndEachOnce() {
        for (String verb : List.of("list", "get", "watch")) {
            api.rights.add("alice " + verb + " rollouts n3");
        }
        List<String> rows = IntStream.range(0, 100).mapToObj(i -> "n" + i % 20).toList();
        assertThat(alice.readsAll()).isFalse();
        int before = api.reviews.get();
        api.gate = new CountDownLatch(1);
        CompletableFuture<List<String>> readable =
                CompletableFuture.supplyAsync(() -> alice.readable(rows, Function.identity()));
        await().until(() -> api.reviews.get() - before >= UserContext.AT_A_TIME);
        api.gate.countDown();
        assertThat(readable.join()).hasSize(5).containsOnly("n3");
        // One verb of those that are not allowed, and all three of the one that is.
        assertThat(api.reviews.get() - before).isEqualTo(20 + 2);
    }

    @Test
    void rolloutsPoliciesAndPodsAreRightsOfTheirOwn() {
        api.rights.add("alice list rolloutpolicies shop");
        api.rights.add("alice get rolloutpolicies shop");
        assertThat(alice.mayRead(ViewPermission.Rollouts, "shop")).isFalse();
        assertThat(alice.mayRead(ViewPermission.Policies, "shop")).isTrue();
        assertThat(alice.mayRead(ViewPermission.Pods, "shop")).isFalse();
    }
}
