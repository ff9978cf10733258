package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that people see, kept as files, so that a change shows as one. */
public final class Golden {
    private static final Path ROOT = Path.of("src/test/resources/golden");

    private Golden() {}

    /** Compares a text with the file of that name; with {@code -Dwrite} it is written instead. */
    public static void check(String name, String text) {
        Path file = ROOT.resolve(name);
        try {
            if (System.getProperty("write") != null) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
                return;
            }
            assertThat(text)
                    .as("%s; look at it, and refresh it with -Dwrite when it is right", file)
                    .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
