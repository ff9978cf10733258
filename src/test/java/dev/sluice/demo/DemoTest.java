package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class DemoTest {
    @Test
    void busyPortIsOneLineThatNamesTheOption() throws IOException {
        StringWriter err = new StringWriter();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(Demo.commandLine().setErr(new PrintWriter(err, true)).execute("--port", port))
                    .isEqualTo(1);
            assertThat(err.toString().strip()).isEqualTo("port " + port + " is in use; choose another with --port");
        }
    }
}
