package dev.sluice.cli.cluster;

import dev.sluice.kubernetes.ApiSerialization;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.spi.resolver.ResolverProvider;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What carries a command's requests: one thread, which is gone after {@link #close}. The client would begin more by itself and let them
 * run; Java waits 0.3 s at its end for threads that listen to the network, a third of the time that a short command takes.
 */
final class KubernetesClientHandle implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Vertx vertx;

    KubernetesClientHandle() {
        // As every other program looks names up: with /etc/hosts, search domains and a VPN's own name server.
        System.setProperty(ResolverProvider.DISABLE_DNS_RESOLVER_PROP_NAME, "true");
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /** A client whose requests it carries; close that first. */
    KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(ApiSerialization.shared())
                .withHttpClientFactory(new OneThread(vertx))
                .build();
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // The process ends all the same, a little later.
        }
    }

    /** The client's own factory is not in a native binary, where Quarkus has put another in its place. */
    private record OneThread(Vertx vertx) implements HttpClient.Factory {
        @Override
        public HttpClient.Builder newBuilder() {
            return new VertxHttpClientBuilder<>(this, vertx);
        }
    }
}
