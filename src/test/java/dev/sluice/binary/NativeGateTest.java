package dev.sluice.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sluice.cli.Main;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A native binary would know whatever this build reads by name. */
class NativeGateTest {
    private static final Path ROOT = root();
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(ROOT);

    @Test
    void everyTypeThatIsReadByNameIsRegistered() {
        assertThat(Touched.by(CLASSES))
                .as("what is found at all")
                .containsKeys("dev.sluice.kubernetes.RolloutStatus", "dev.sluice.api.PolicySpec");
        assertThat(NativeGate.forgottenTypes(CLASSES)).isEmpty();
    }

    @Test
    void everyFileThatIsPackedIsRegistered() {
        assertThat(NativeGate.packed())
                .as("what is found at all")
                .contains(
                        "META-INF/sluice/kubernetes/crds/rollouts.sluice.dev.yaml",
                        "META-INF/sluice/report/report.html",
                        "templates/page/frame.html");
        assertThat(NativeGate.forgottenFiles(CLASSES, NativeGate.packed())).isEmpty();
    }

    @Test
    void everyCommandIsRegistered() throws IOException {
        Path list = ROOT.resolve("META-INF/native-image/picocli-generated/dev.sluice/sluice/reflect-config.json");
        assumeTrue(Files.exists(list) || ROOT.endsWith("target/classes"), "annotation processors ran");
        assertThat(NativeGate.forgottenCommands(CLASSES, names(new ObjectMapper().readTree(Files.readString(list)))))
                .isEmpty();
    }

    /** {@code -Dsluice.native.sources=target/native-sources}: what Quarkus really tells the compiler. */
    @Test
    void theNativeSourcesNameThemAll() throws IOException {
        String sources = System.getProperty("sluice.native.sources", "");
        assumeTrue(!sources.isEmpty(), "there are native sources");
        try (Stream<Path> files = Files.list(Path.of(sources));
                FileSystem jar = FileSystems.newFileSystem(
                        files.filter(file -> file.toString().endsWith("-runner.jar"))
                                .findFirst()
                                .orElseThrow())) {
            Path told = jar.getPath("META-INF/native-image/reflect-config.json");
            Set<String> names = names(new ObjectMapper().readTree(Files.readString(told)));
            assertThat(names).containsAll(Touched.by(CLASSES).keySet());
            assertThat(names)
                    .as("what makes the binary large; all kinds of Kubernetes with their builders are 5,000")
                    .filteredOn(name -> name.startsWith("io.fabric8."))
                    .hasSizeLessThan(2_000);
        }
    }

    @Test
    void noHandlerBringsMoreThanItNeeds() {
        assertThat(NativeGate.broadHandlers(CLASSES)).isEmpty();
    }

    @Test
    void namesAHandlerThatBringsEveryKind() {
        assertThat(NativeGate.broadHandlers(new ClassFileImporter().importClasses(Greedy.class)))
                .singleElement()
                .asString()
                .contains("NativeGateTest$Greedy ", "HasMetadata");
    }

    @Test
    void everyClientKnowsTheTypesFromTheBeginning() {
        assertThat(NativeGate.forgetfulClients(CLASSES)).isEmpty();
    }

    @Test
    void namesAClientThatLearnsThem() {
        assertThat(NativeGate.forgetfulClients(new ClassFileImporter().importClasses(Forgetful.class)))
                .singleElement()
                .asString()
                .contains("NativeGateTest$Forgetful ", "ApiSerialization");
    }

    @Test
    void namesATypeThatIsNotRegistered() {
        JavaClasses careless = new ClassFileImporter().importClasses(Careless.class, Forgotten.class, Within.class);
        assertThat(NativeGate.forgottenTypes(careless))
                .satisfiesExactly(
                        outer -> assertThat(outer).contains("NativeGateTest$Forgotten ", "@RegisterForReflection"),
                        inner -> assertThat(inner).contains("NativeGateTest$Within "));
    }

    @Test
    void namesWhatAnAnnotationNames() {
        assertThat(NativeGate.forgottenTypes(new ClassFileImporter().importClasses(Sparing.class, Zero.class)))
                .singleElement()
                .asString()
                .contains("NativeGateTest$Zero ");
    }

    @Test
    void namesAFileThatIsNotRegistered() {
        assertThat(NativeGate.forgottenFiles(
                        CLASSES, List.of("META-INF/sluice/report/new.css", "words/new.properties")))
                .singleElement()
                .asString()
                .contains("words/new.properties", "@RegisterResources");
    }

    @Test
    void namesACommandThatIsNotListed() {
        assertThat(NativeGate.forgottenCommands(CLASSES, Set.of())).contains("dev.sluice.cli.Main");
    }

    private static Set<String> names(JsonNode reflection) {
        Set<String> names = new TreeSet<>();
        reflection.forEach(one -> names.add(one.path("name").asText()));
        return names;
    }

    private static Path root() {
        try {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Forgotten(List<Within> parts) {}

    private record Within(String word) {}

    /** Jackson makes a filter of it. */
    private static final class Zero {}

    private record Sparing(
            @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Zero.class)
            int number) {}

    /** Is told of whatever there is. */
    private abstract static class Greedy<T extends HasMetadata> implements ResourceEventHandler<T> {}

    /** Makes a client of the client library's own. */
    private static final class Forgetful {
        static KubernetesClient client() {
            return new KubernetesClientBuilder().build();
        }
    }

    /** Hands over what nobody has registered. */
    private static final class Careless {
        static String text(ObjectMapper mapper) throws IOException {
            return mapper.writeValueAsString(new Forgotten(List.of(new Within("one"))));
        }
    }
}
