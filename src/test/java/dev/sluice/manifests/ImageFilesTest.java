package dev.sluice.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the images' files say; nothing here builds one. */
class ImageFilesTest {
    private static final String JAR = "Dockerfile";
    private static final String NATIVE = "Dockerfile.native";
    private static final JsonNode CONTAINER = Files.yaml(Path.of("kubernetes/controller/deployment.yaml"))
            .getFirst()
            .at("/spec/template/spec");

    @ParameterizedTest
    @ValueSource(strings = {JAR, NATIVE})
    void runsAsTheUserOfTheManifests(String file) {
        String user = CONTAINER.at("/securityContext/runAsUser").asText();
        String group = CONTAINER.at("/securityContext/runAsGroup").asText();
        assertThat(told(file, "USER").getLast()).isEqualTo(user + ":" + group);
    }

    @ParameterizedTest
    @ValueSource(strings = {JAR, NATIVE})
    void doesTheSameWithTheSameArguments(String file) {
        assertThat(told(file, "CMD")).containsExactly("[\"controller\"]");
        assertThat(told(file, "EXPOSE")).containsExactly("8080 9000");
        assertThat(told(file, "ENTRYPOINT")).singleElement().asString().startsWith("[\"");
    }

    @Test
    void nativeImagesStandOnWhatIsNamedByItsDigest() {
        assertThat(told(NATIVE, "FROM")).containsExactly("${BUILDER} AS build", "${BASE}");
        assertThat(told(NATIVE, "ARG")).as("without a default").containsExactly("BUILDER", "BASE");
        assertThat(told(JAR, "FROM")).containsExactly("${BASE}");
    }

    /** A cache that was made by another command line, or in another place, fits nothing. */
    @Test
    void theCacheIsMadeWhereAndAsItIsRead() {
        String made = told(JAR, "RUN").getFirst().replaceAll("\\s+", " ");
        String read = String.join(
                " ",
                told(JAR, "ENTRYPOINT").getFirst().replaceAll("[\\[\\]\"]", "").split(", "));
        assertThat(made).isEqualTo(read.replace("AOTCache=", "AOTCacheOutput=") + " warm-up --controller");
    }

    @ParameterizedTest
    @ValueSource(strings = {JAR, NATIVE})
    void whatIsCopiedIsSentToTheBuilder(String file) {
        List<String> sent = Files.text(Path.of(file.equals(JAR) ? ".dockerignore" : file + ".dockerignore"))
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(told(file, "COPY"))
                .filteredOn(copy -> !copy.startsWith("--from"))
                .flatMap(copy -> List.of(copy.split(" ")).subList(0, copy.split(" ").length - 1))
                .allSatisfy(source -> assertThat(sent).anyMatch(source::startsWith));
        assertThat(sent)
                .filteredOn(path -> !path.startsWith("target/"))
                .allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    /** The arguments of an instruction, wherever it stands. */
    private static List<String> told(String file, String instruction) {
        return Stream.of(Files.text(Path.of(file)).replace("\\\n", "").split("\n"))
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }
}
