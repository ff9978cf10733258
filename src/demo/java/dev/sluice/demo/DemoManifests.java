package dev.sluice.demo;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The app of the demo: the very files that a user applies, as they are in the checkout that the demo is run from. */
final class DemoManifests {
    static final String NAMESPACE = "default";
    static final String APP = "myapp";
    private static final Path SAMPLE = Path.of("kubernetes", "sample");
    private static final Path POLICIES = Path.of("policies");

    private DemoManifests() {}

    static String manifests() {
        try {
            return new YAMLMapper()
                    .readTree(text(SAMPLE.resolve("kustomization.yaml")))
                    .path("resources")
                    .valueStream()
                    .map(file -> text(SAMPLE.resolve(file.asText())))
                    .collect(Collectors.joining("\n---\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String policies() {
        return text(POLICIES.resolve(APP + ".yaml"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toAbsolutePath() + " is missing: run the demo in the checkout", e);
        }
    }
}
