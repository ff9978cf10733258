package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void helpNamesTheCommands() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString()).contains("controller", "demo");
    }

    @Test
    void busyPortIsOneLineThatNamesTheOption() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(command.execute("demo", "--port", port)).isEqualTo(1);
            assertThat(err.toString().strip()).isEqualTo("port " + port + " is in use; choose another with --port");
        }
    }
}
