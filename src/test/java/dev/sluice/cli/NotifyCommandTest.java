package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.demo.LocalKubeconfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class NotifyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aSampleOfEachMessageIsSentAndTheAnswersArePrinted() throws IOException {
        Queue<String> got = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            got.add(body);
            exchange.sendResponseHeaders(body.contains("rollout.stalled") ? 400 : 202, -1);
            exchange.close();
        });
        server.start();
        Files.writeString(
                directory.resolve("url"),
                "http://127.0.0.1:" + server.getAddress().getPort() + "/secret-path\n");
        String file = file("sinks: [{name: hook, type: webhook, urlFrom: {secretKey: url}}]");

        int exit = command.execute("notify", "test", "--config", file, "--secrets", directory.toString());

        server.stop(0);
        assertThat(exit).isEqualTo(1);
        assertThat(got).hasSize(8);
        assertThat(out.toString().lines())
                .hasSize(8)
                .filteredOn(line -> line.startsWith("FAILED"))
                .singleElement()
                .asString()
                .matches("FAILED hook Stalled    127.0.0.1:\\d+ answered 400");
        assertThat(out.toString()).doesNotContain("secret-path");
    }

    @Test
    void whatWouldBeSentIsPrinted() throws IOException {
        String file = file("sinks: [{name: a, type: teams, urlFrom: {secretKey: k}, on: [Reverted]}]");

        assertThat(command.execute("notify", "test", "--config", file, "--print"))
                .isZero();
        assertThat(out.toString()).startsWith("# a: Reverted").contains("AdaptiveCard");
    }

    @Test
    void anEntryThatIsNotThereIsToldWithThoseThatAre() throws IOException {
        String file = file("sinks: [{name: a, type: teams, urlFrom: {secretKey: k}}]");

        assertThat(command.execute("notify", "test", "--config", file, "--sink", "b"))
                .isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo(file + " has no entry b; it has a");
    }

    @Test
    void aBadFileIsOneLine() throws IOException {
        String file = file("sinks: [{name: a, type: irc}]");

        assertThat(command.execute("notify", "test", "--config", file)).isEqualTo(2);
        assertThat(err.toString().strip())
                .startsWith(file + ": sinks[0] (a): type is \"irc\"")
                .doesNotContain("\n");
    }

    @Test
    void aContextThatIsNotThereIsNotTheCurrentOne() throws IOException {
        String file = file("sinks: [{name: a, type: teams, urlFrom: {secretKey: k}}]");
        String kubeconfig =
                LocalKubeconfig.write(URI.create("http://127.0.0.1:1/")).toString();

        assertThat(command.execute("notify", "test", "--config", file, "--kubeconfig", kubeconfig, "--context", "typo"))
                .isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo("there is no context typo in " + kubeconfig + "; it has sluice-demo");
    }

    private String file(String text) throws IOException {
        Path file = directory.resolve("notifications.yaml");
        Files.writeString(file, text);
        return file.toString();
    }
}
