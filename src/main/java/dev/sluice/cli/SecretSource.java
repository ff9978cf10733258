package dev.sluice.cli;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.cli.install.Manifests;
import dev.sluice.notify.ClusterSecrets;
import dev.sluice.notify.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Where the secrets of a try come from. */
record SecretSource(Secrets secrets, AutoCloseable held) implements AutoCloseable {
    private static final String NAME = "sluice-notifications";

    /** Of a directory, or else of the cluster. */
    static SecretSource of(@Nullable Path directory, ClusterOptions options) {
        if (directory != null) {
            return new SecretSource(key -> read(directory, key), () -> {});
        }
        String namespace = options.namespace().orElse(Manifests.NAMESPACE);
        Cluster cluster = options.open();
        return new SecretSource(new ClusterSecrets(cluster.client(), namespace, NAME, InstantSource.system()), cluster);
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
