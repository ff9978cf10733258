package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How bin/sluice starts Java, told by a Java that only says how it was started. */
final class LauncherTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir
    private Path home;

    @BeforeEach
    void build() throws IOException {
        for (String folder : List.of("bin", "quarkus-app", "jdk/bin")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.copy(Path.of("bin/sluice"), home.resolve("bin/sluice"));
        Files.createFile(home.resolve("quarkus-app/quarkus-run.jar"));
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path java = Files.writeString(
                home.resolve("jdk/bin/java"), "#!/bin/sh\necho \"columns=${COLUMNS-unknown} java $*\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource({"controller, true", "dashboard, true", "list, false", "'', false"})
    void onlyWhatRunsForLongIsStartedAsAnApplication(String arguments, boolean application) throws Exception {
        String started = run("C.UTF-8", "sh bin/sluice " + arguments);

        assertThat(started.contains("-jar ")).as(started).isEqualTo(application);
    }

    @Test
    void aFileGetsUnicodeWhateverTheLocale() throws Exception {
        assertThat(run("C", "sh bin/sluice list")).contains("-Dstdout.encoding=UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"C, false", "de_DE.ISO-8859-1, false", "de_DE.utf8, true", "C.UTF-8, true"})
    void aTerminalGetsUnicodeWhereItsLocaleNamesIt(String locale, boolean unicode) throws Exception {
        String started = run(locale, terminal("sh bin/sluice list"));

        assertThat(started.contains("-Dstdout.encoding=UTF-8")).as(started).isEqualTo(unicode);
    }

    @ParameterizedTest
    @CsvSource({"0, unknown", "132, 132"})
    void aTerminalWithoutASizeHasNone(int columns, String told) throws Exception {
        assertThat(run("C", terminal("stty cols " + columns + "; sh bin/sluice list")))
                .contains("columns=" + told + " ");
    }

    @ParameterizedTest
    @CsvSource({"list, 25.0.1, true", "controller, 25.0.1, true", "list, 25.0.2, false", "controller, 25.0.2, false"})
    void theBuildsCacheIsReadByTheJavaThatMadeIt(String command, String madeBy, boolean read) throws Exception {
        packCaches(Instant.now().plusSeconds(60), madeBy);

        String started = run("C", "HOME= XDG_CACHE_HOME= SLUICE_CACHE=on sh bin/sluice " + command);

        String cache = command.equals("list") ? "commands.aot" : "controller.aot";
        assertThat(started.contains("-XX:AOTCache=" + home.toRealPath() + "/quarkus-app/" + cache))
                .as(started)
                .isEqualTo(read);
    }

    @Test
    void aCacheThatIsOlderThanTheBuildIsNotRead() throws Exception {
        packCaches(Instant.EPOCH, "25.0.1");

        assertThat(run("C", "HOME= XDG_CACHE_HOME= SLUICE_CACHE=on sh bin/sluice list"))
                .doesNotContain("AOTCache");
    }

    @Test
    void aNativeBinaryIsRunInPlaceOfJava() throws Exception {
        assertThat(run("C", "SLUICE_BINARY=jdk/bin/java sh bin/sluice list -A")).endsWith(" java list -A\n");
    }

    private void packCaches(Instant made, String by) throws IOException {
        for (String name : List.of("commands.aot", "controller.aot")) {
            Path cache = Files.createFile(home.resolve("quarkus-app/" + name));
            Files.setLastModifiedTime(cache, FileTime.from(made));
        }
        Files.writeString(home.resolve("quarkus-app/java.release"), "JAVA_VERSION=\"" + by + "\"\n");
    }

    private static String terminal(String command) {
        assumeThat(SCRIPT).exists();
        return SCRIPT + " -qec '" + command + "' /dev/null";
    }

    private String run(String locale, String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(home.toFile());
        builder.environment().keySet().removeAll(List.of("LC_CTYPE", "COLUMNS"));
        builder.environment().put("LC_ALL", locale);
        builder.environment().put("SLUICE_CACHE", "off");
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
