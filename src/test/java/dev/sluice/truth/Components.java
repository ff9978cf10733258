package dev.sluice.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The installed Sluice with components of its kustomization, added as the documentation says, and taken out again in the end. */
final class Components implements AutoCloseable {
    private final TruthCluster cluster;
    private final Path copy;
    private final List<String> names;

    Components(TruthCluster cluster, String... names) {
        this(cluster, cluster.tools().logs().resolve("components").resolve("kubernetes"), List.of(names));
        copy(Path.of("kubernetes"), copy);
        Path top = copy.resolve("kustomization.yaml");
        Texts.write(top, read(top) + "components: [" + String.join(", ", names) + "]\n");
        cluster.kubectl("apply", "-k", copy.toString());
    }

    private Components(TruthCluster cluster, Path copy, List<String> names) {
        this.cluster = cluster;
        this.copy = copy;
        this.names = names;
    }

    /** Those that were installed in another way, to be taken out all the same. */
    static Components installed(TruthCluster cluster, String... names) {
        return new Components(cluster, Path.of("kubernetes"), List.of(names));
    }

    @Override
    public void close() {
        names.stream()
                .flatMap(this::files)
                .forEach(
                        file -> cluster.kubectl("delete", "--ignore-not-found", "--wait=false", "-f", file.toString()));
        cluster.install();
    }

    /** What a component adds; what it patches is the controller's. */
    private Stream<Path> files(String component) {
        Path folder = copy.resolve(component);
        return Texts.yaml(read(folder.resolve("kustomization.yaml")))
                .path("resources")
                .valueStream()
                .map(file -> folder.resolve(file.asText()));
    }

    private static void copy(Path from, Path to) {
        Texts.delete(to);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Texts.write(to.resolve(from.relativize(file).toString()), read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
