package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.KubernetesUser;
import dev.sluice.kubernetes.StoreParts;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many who come at once, from one address. */
final class TokenAuthenticatorTest {
    private static final String INGRESS = "10.0.0.1";
    private static final int TRIES = 20;
    private static final int MANY = 60;

    private final JudgingApi api = new JudgingApi(URI.create("http://127.0.0.1:1/"));
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withMasterUrl(api.uri())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    private final CachingAuthorizer authorizer = new CachingAuthorizer(StoreParts.reviews(client));
    private final TokenAuthenticator guests = new TokenAuthenticator(authorizer);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.shutdownNow();
        authorizer.close();
        client.close();
        api.close();
    }

    @Test
    void burstOfMadeUpTokensPassesNoBetterThanOneAfterTheOther() {
        api.gate = new CountDownLatch(1);
        List<Future<Optional<KubernetesUser>>> burst = burst();
        await().until(() -> api.reviews.get() >= TRIES);
        api.gate.countDown();
        assertThat(burst.stream().filter(TokenAuthenticatorTest::turnedAway)).hasSize(MANY - TRIES);
        assertThat(api.reviews).hasValue(TRIES);
    }

    @Test
    void manyWhoHaveATokenAreLetInTogether() {
        IntStream.range(0, MANY).forEach(i -> api.tokens.put("token-" + i, "person-" + i));
        assertThat(burst()).allSatisfy(one -> assertThat(one.get()).isPresent());
    }

    @Test
    void scriptWithAStaleTokenLocksNobodyOut() {
        for (int i = 0; i < 5 * TRIES; i++) {
            assertThat(guests.who("stale", INGRESS)).isEmpty();
        }
        api.tokens.put("good", "alice");
        assertThat(guests.who("good", INGRESS)).isPresent();
    }

    @Test
    void questionWithoutAnAnswerCountsToo() {
        api.away = true;
        for (int i = 0; i < TRIES; i++) {
            assertThatExceptionOfType(AuthorizerUnavailableException.class)
                    .isThrownBy(() -> guests.who("made-up", INGRESS));
        }
        assertThatExceptionOfType(TokenAuthenticator.TooMany.class).isThrownBy(() -> guests.who("made-up", INGRESS));
    }

    private List<Future<Optional<KubernetesUser>>> burst() {
        return IntStream.range(0, MANY)
                .mapToObj(i -> threads.submit(() -> guests.who("token-" + i, INGRESS)))
                .toList();
    }

    private static boolean turnedAway(Future<Optional<KubernetesUser>> one) {
        try {
            assertThat(one.get()).isEmpty();
            return false;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(TokenAuthenticator.TooMany.class);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
