package dev.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who opens connections and says nothing takes no more than is allowed. */
@QuarkusTest
@TestProfile(ConnectionLimitsTest.Few.class)
@QuarkusTestResource(value = LocalApi.class, restrictToAnnotatedClass = true)
final class ConnectionLimitsTest {
    private static final int PATIENCE_MS = 60_000;

    @TestHTTPResource("/")
    URI main;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void moreConnectionsThanAllowedAreClosedAtOnce() throws IOException {
        try (Socket first = open(main);
                Socket second = open(main)) {
            assertThat(answers(first)).isTrue();
            assertThat(answers(second)).isTrue();

            try (Socket third = open(main)) {
                assertThat(answers(third)).isFalse();
            }
            assertThat(answers(first)).as("who was there goes on").isTrue();
        }
    }

    @Test
    void aSilentConnectionToTheManagementPortIsClosed() throws IOException {
        try (Socket silent = open(management)) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static Socket open(URI uri) throws IOException {
        Socket socket = new Socket(InetAddress.getByName(uri.getHost()), uri.getPort());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    /** Asks for the head of a page and reads it. */
    private static boolean answers(Socket socket) throws IOException {
        try {
            socket.getOutputStream()
                    .write("HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return false;
                }
                head.append((char) next);
            }
            return head.indexOf("HTTP/1.1 ") == 0;
        } catch (SocketException e) {
            // Closed while it was written to.
            return false;
        }
    }

    /** Two connections, and a second of silence. */
    public static final class Few implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.limits.max-connections", "2", "quarkus.management.idle-timeout", "1S");
        }
    }
}
