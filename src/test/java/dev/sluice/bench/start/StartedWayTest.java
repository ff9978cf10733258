package dev.sluice.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bench/start measures is there. */
class StartedWayTest {
    @TempDir
    Path app;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @Test
    void measuresNoCacheThatIsMissing() throws IOException {
        Files.createFile(app.resolve("commands.aot"));
        assertThat(ways()).containsExactly("Java");
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("No column \"Java with the cache\"", app + " has no controller.aot;", "./mvnw");
    }

    @Test
    void measuresTheCachesThatAreThere() throws IOException {
        Files.createFile(app.resolve("commands.aot"));
        Files.createFile(app.resolve("controller.aot"));
        assertThat(ways()).containsExactly("Java", "Java with the cache");
        assertThat(told.size()).isZero();
    }

    private List<String> ways() {
        return StartedWay.jars(app, new PrintStream(told, true, StandardCharsets.UTF_8)).stream()
                .map(StartedWay::name)
                .toList();
    }
}
