package dev.sluice.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A kubeconfig for a local cluster, which only its user may read, and which goes with the process. */
public final class LocalKubeconfig {
    private LocalKubeconfig() {}

    /** Writes it; it names one context, {@code sluice-demo}, without any secret. */
    public static Path write(URI apiServer) {
        String text = """
                apiVersion: v1
                kind: Config
                current-context: sluice-demo
                contexts:
                  - name: sluice-demo
                    context: {cluster: sluice-demo, user: sluice-demo, namespace: %s}
                clusters:
                  - name: sluice-demo
                    cluster: {server: "%s"}
                users:
                  - name: sluice-demo
                    user: {}
                """.formatted(DemoManifests.NAMESPACE, apiServer);
        try {
            Path file = Files.createTempFile("sluice-demo-", ".kubeconfig", onlyMine());
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where files have such rights; elsewhere the folder of temporary files is the user's own. */
    private static FileAttribute<?>[] onlyMine() {
        return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
