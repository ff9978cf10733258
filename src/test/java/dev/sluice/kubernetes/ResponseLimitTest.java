package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much of any answer is read, and how a watch begins all the same. */
class ResponseLimitTest {
    private static final String DEPLOYMENTS = "/apis/apps/v1/deployments";

    private final PagedApi api = new PagedApi(http -> http.addOrReplaceInterceptor("bound", new ResponseLimit()));

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aWatchBeginsWithSmallerPagesWhereObjectsAreLarge() {
        api.list(DEPLOYMENTS, "DeploymentList", 40, i -> deployment(i, "x".repeat(300_000)));

        var informer = PagedInformers.of(api.client().apps().deployments().inAnyNamespace());
        informer.exceptionHandler((_, _) -> true).start();
        try {
            await().until(informer::hasSynced);

            assertThat(informer.getStore().listKeys()).hasSize(40);
            assertThat(api.asked()).startsWith(DEPLOYMENTS + "?limit=64", DEPLOYMENTS + "?limit=8");
        } finally {
            informer.stop();
        }
    }

    /** Three of 1.4 MB are more than is read at once, in whichever page they stand. */
    @Test
    void someLargeObjectsMakeNoSmallPagesOfAllThatFollow() {
        api.list(
                DEPLOYMENTS,
                "DeploymentList",
                1_000,
                i -> deployment(i, "x".repeat(i >= 100 && i < 103 ? 1_400_000 : 100)));

        var informer = PagedInformers.of(api.client().apps().deployments().inAnyNamespace());
        informer.exceptionHandler((_, _) -> true).start();
        try {
            await().until(informer::hasSynced);

            assertThat(informer.getStore().listKeys()).hasSize(1_000);
            assertThat(api.asked().stream().filter(one -> one.contains("limit=")))
                    .as("is not begun anew")
                    .containsOnlyOnce(DEPLOYMENTS + "?limit=64")
                    .hasSizeLessThan(50);
            assertThat(api.asked().stream().filter(one -> one.contains("limit=64")))
                    .hasSizeGreaterThan(900 / 64);
        } finally {
            informer.stop();
        }
    }

    @Test
    void aWatchEndsWithItsClient() {
        api.list(DEPLOYMENTS, "DeploymentList", 1, i -> deployment(i, ""));
        var informer = PagedInformers.of(api.client().apps().deployments().inAnyNamespace());
        informer.exceptionHandler((_, _) -> true).start();
        await().until(informer::hasSynced);

        api.client().close();

        await().until(() -> informer.stopped().toCompletableFuture().isDone());
    }

    @Test
    void nothingIsReadThatNeverEnds() {
        api.object("/apis/apps/v1/namespaces/shop/deployments/web", deployment(1, "x".repeat(ResponseLimit.MOST)));

        assertThatThrownBy(() -> api.client()
                        .apps()
                        .deployments()
                        .inNamespace("shop")
                        .withName("web")
                        .get())
                .isInstanceOf(KubernetesClientException.class)
                .hasStackTraceContaining("has more than the 4194304 bytes that are read");
    }

    @Test
    void saysWhyInTheSameWordWhoeverCounts() {
        api.object("/api/v1/pods", "x".repeat(ResponseLimit.MOST + 1));
        ApiResponses answers = new ApiResponses(api.client());

        assertThatThrownBy(() -> answers.of("api/v1/pods", "application/json", 2 * ResponseLimit.MOST))
                .isInstanceOf(ResponseTooLargeException.class);
    }

    private static String deployment(int i, String text) {
        return "{\"metadata\": {\"namespace\": \"evil\", \"name\": \"d" + i + "\", \"resourceVersion\": \"1\","
                + " \"annotations\": {\"a\": \"" + text + "\"}}}";
    }
}
