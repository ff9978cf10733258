package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.KubernetesUser;
import dev.sluice.kubernetes.ResourceAttributes;
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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CachingAuthorizerTest {
    private static final KubernetesUser ALICE = new KubernetesUser("alice", "", List.of(), Map.of());
    private static final ResourceAttributes PAUSE = ResourceAttributes.rollouts("patch", "shop", "");

    private final JudgingApi api = new JudgingApi(URI.create("http://127.0.0.1:1/"));
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withMasterUrl(api.uri())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    private final AtomicLong clock = new AtomicLong();
    private final CachingAuthorizer authorizer = new CachingAuthorizer(StoreParts.reviews(client), clock::get);

    @AfterEach
    void close() {
        authorizer.close();
        client.close();
        api.close();
    }

    @Test
    void answerIsGoodForAWhile() {
        api.tokens.put("token", "alice");
        assertThat(authorizer.who("token")).isPresent();
        api.tokens.clear();
        clock.addAndGet(CachingAuthorizer.LASTS.toNanos() - 1);
        assertThat(authorizer.who("token")).isPresent();
        clock.incrementAndGet();
        assertThat(authorizer.who("token")).isEmpty();
        assertThat(api.reviews).hasValue(2);
    }

    @Test
    void rightIsGoodForAWhile() {
        api.rights.add("alice patch rollouts shop");
        assertThat(authorizer.may(ALICE, PAUSE)).isTrue();
        api.rights.clear();
        clock.addAndGet(CachingAuthorizer.LASTS.toNanos() - 1);
        assertThat(authorizer.may(ALICE, PAUSE)).isTrue();
        clock.incrementAndGet();
        assertThat(authorizer.may(ALICE, PAUSE)).isFalse();
    }

    /** What was revoked while the API server thought about it is not good for longer by that. */
    @Test
    void answerIsAsOldAsItsQuestion() {
        api.tokens.put("token", "alice");
        api.gate = new CountDownLatch(1);
        CompletableFuture<Optional<KubernetesUser>> answer =
                CompletableFuture.supplyAsync(() -> authorizer.who("token"));
        await().until(() -> api.reviews.get() == 1);
        clock.addAndGet(CachingAuthorizer.LASTS.toNanos() - 1);
        api.gate.countDown();
        assertThat(answer.join()).isPresent();
        clock.incrementAndGet();
        api.tokens.clear();
        assertThat(authorizer.who("token")).isEmpty();
    }

    @Test
    void failureIsNotKept() {
        api.tokens.put("token", "alice");
        api.away = true;
        assertThatExceptionOfType(CachingAuthorizer.UnavailableException.class)
                .isThrownBy(() -> authorizer.who("token"));
        api.away = false;
        assertThat(authorizer.who("token")).isPresent();
    }

    @Test
    void whoAsksWhatIsBeingAskedGetsTheSameAnswer() {
        api.tokens.put("token", "alice");
        api.gate = new CountDownLatch(1);
        CompletableFuture<Optional<KubernetesUser>> first =
                CompletableFuture.supplyAsync(() -> authorizer.who("token"));
        await().until(() -> api.reviews.get() == 1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Optional<KubernetesUser>> second = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            return authorizer.who("token", () -> api.reviews.addAndGet(100));
        });
        await().until(() -> begun.getCount() == 0);
        api.gate.countDown();
        assertThat(second.join()).isPresent().isEqualTo(first.join());
        assertThat(api.reviews).hasValue(1);
    }
}
