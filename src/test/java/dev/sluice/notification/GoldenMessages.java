package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text that people have looked at. */
final class GoldenMessages {
    private GoldenMessages() {}

    /** Compares; with {@code -Dwrite} the file is written instead. */
    static void check(String name, String text) {
        Path file = Path.of("src/test/resources/golden", name + ".txt");
        try {
            if (System.getProperty("write") == null) {
                assertThat(text)
                        .as("%s; if this is as wanted, run the test with -Dwrite", file)
                        .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
            } else {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
