package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TtyTest {
    @Test
    void nothingIsDrawnOnceTheTerminalWasGivenBack() {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        Tty tty = new Tty("sane", StandardCharsets.UTF_8, screen);
        tty.write("before");

        tty.close();
        tty.write("after");

        assertThat(screen.toString(StandardCharsets.UTF_8)).startsWith("before").endsWith("\u001b[?1049l");
    }
}
