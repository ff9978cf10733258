package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Terminal text as people see it, kept in files; ESC is written as {@code ^[}. */
final class GoldenOutput {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private GoldenOutput() {}

    static void check(String name, String text) {
        Path file = FOLDER.resolve(name + ".txt");
        String visible = text.replace("\u001b", "^[");
        try {
            if (System.getProperty("write") != null) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, visible);
            }
            assertThat(visible).as("%s; refresh it with -Dwrite", file).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
