package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void nothingIsDrawnOnceTheTerminalWasGivenBack() {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        Terminal terminal = new Terminal("sane", StandardCharsets.UTF_8, screen);
        terminal.write("before");

        terminal.close();
        terminal.write("after");

        assertThat(screen.toString(StandardCharsets.UTF_8)).startsWith("before").endsWith("\u001b[?1049l");
    }
}
