package dev.sluice.cli;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.cli.install.Manifests;
import dev.sluice.notification.KubernetesSecretSource;
import dev.sluice.notification.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Where the secrets of a try come from. */
record SecretOptions(SecretSource secrets, AutoCloseable held) implements AutoCloseable {
    private static final String NAME = "sluice-notifications";

    /** Of a directory, or else of the cluster. */
    static SecretOptions of(@Nullable Path directory, ClusterOptions options) {
        if (directory != null) {
            return new SecretOptions(key -> read(directory, key), () -> {});
        }
        String namespace = options.namespace().orElse(Manifests.NAMESPACE);
        Cluster cluster = options.open();
        return new SecretOptions(
                new KubernetesSecretSource(cluster.client(), namespace, NAME, InstantSource.system()), cluster);
    }

    private static String read(Path directory, String key) throws SecretSource.Missing, IOException {
        try {
            return Files.readString(directory.resolve(key));
        } catch (NoSuchFileException _) {
            throw new SecretSource.Missing(directory + " has no file " + key + "; write the value into one");
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
