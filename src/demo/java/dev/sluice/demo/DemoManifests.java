package dev.sluice.demo;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.runtime.annotations.RegisterResources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The app of the demo: the files of kubernetes/sample and policies, which are inside the jar too. */
@RegisterResources(globs = {"META-INF/sluice/kubernetes/sample/**", "META-INF/sluice/policies/**"})
final class DemoManifests {
    static final String NAMESPACE = "default";
    static final String APP = "myapp";
    private static final String ROOT = "/META-INF/sluice/";
    private static final String FOLDER = "kubernetes/sample/";

    private DemoManifests() {}

    static String manifests() {
        try {
            var kustomization = new YAMLMapper().readTree(text(FOLDER + "kustomization.yaml"));
            return kustomization
                    .path("resources")
                    .valueStream()
                    .map(file -> text(FOLDER + file.asText()))
                    .collect(Collectors.joining("\n---\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String policies() {
        return text("policies/" + APP + ".yaml");
    }

    private static String text(String name) {
        try (InputStream in = DemoManifests.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
