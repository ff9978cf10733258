package dev.sluice.cli;

import dev.sluice.notify.ClusterSecrets;
import dev.sluice.notify.Secrets;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Where the secrets of a try come from. */
record SecretSource(Secrets secrets, AutoCloseable held) implements AutoCloseable {
    private static final String NAME = "sluice-notifications";
    private static final int TIMEOUT_MS = 5_000;

    /** Of a directory, or else of the cluster. */
    static SecretSource of(@Nullable Path directory, String namespace, @Nullable String context) {
        if (directory != null) {
            return new SecretSource(key -> read(directory, key), () -> {});
        }
        Config config = Config.autoConfigure(context);
        config.setRequestTimeout(TIMEOUT_MS);
        config.setConnectionTimeout(TIMEOUT_MS);
        config.setRequestRetryBackoffLimit(0);
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build();
        return new SecretSource(new ClusterSecrets(client, namespace, NAME, InstantSource.system()), client);
    }

    private static String read(Path directory, String key) throws Secrets.Missing, IOException {
        try {
            return Files.readString(directory.resolve(key));
        } catch (NoSuchFileException _) {
            throw new Secrets.Missing(directory + " has no file " + key + "; write the value into one");
        }
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
