package dev.sluice.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.function.Function;
import javax.net.SocketFactory;

/** Stands before an API server and makes the trouble that it is told to make. */
public final class TroubledApi implements AutoCloseable {
    /** What becomes of a request. */
    public sealed interface Trouble {
        /** The API server takes it. */
        record None() implements Trouble {}

        /** The API server never sees it, and this status is the answer. */
        record Answer(int status) implements Trouble {}

        /** The API server takes it, but its answer is lost; this runs when it was there, or when whoever asked has gone meanwhile. */
        record Lost(Runnable then) implements Trouble {}

        /** No answer ever comes. */
        record Hang() implements Trouble {}

        /** The connection breaks before the API server sees it. */
        record Cut() implements Trouble {}
    }

    /** What asks the API server for something. */
    public record Request(String method, String path) {
        /** Whether it changes anything. */
        public boolean writes() {
            return !method.equals("GET");
        }

        /** Whether it is this method on a path that contains the text. */
        public boolean is(String wanted, String part) {
            return method.equals(wanted) && path.contains(part);
        }
    }

    /** No trouble. */
    public static final Trouble NONE = new Trouble.None();

    private static final SocketFactory TRUSTING = trusting();

    private final URI upstream;
    private final ServerSocket server;
    private volatile Function<Request, Trouble> plan = request -> NONE;

    /** Begins without trouble. */
    public TroubledApi(URI upstream) {
        this.upstream = upstream;
        try {
            this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("troubled-api").start(this::accept);
    }

    /** From now on every request meets what this says. */
    public void make(Function<Request, Trouble> trouble) {
        plan = trouble;
    }

    /** From now on nothing goes wrong. */
    public void calm() {
        plan = request -> NONE;
    }

    /** Where clients find it. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    /** A client that comes through here and tries nothing again by itself. */
    public KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(uri().toString())
                .withNamespace("default")
                .withHttp2Disable(true)
                .withRequestTimeout(2000)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** One request for each connection. */
    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String[] first = head.split(" ", 3);
            if (first.length == 3) {
                meet(plan.apply(new Request(first[0], first[1])), client, head);
            }
        } catch (IOException e) {
            // Someone has hung up, which is an answer too.
        }
    }

    private void meet(Trouble trouble, Socket client, String head) throws IOException {
        switch (trouble) {
            case Trouble.None _ -> forward(client, head, client.getOutputStream());
            case Trouble.Lost lost -> {
                try {
                    forward(client, head, OutputStream.nullOutputStream());
                } finally {
                    lost.then().run();
                }
            }
            case Trouble.Answer answer -> {
                drain(client, head);
                client.getOutputStream().write(refusal(answer.status()).getBytes(ISO_8859_1));
            }
            case Trouble.Hang _ -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
            case Trouble.Cut _ -> {}
        }
    }

    private void forward(Socket client, String head, OutputStream answer) throws IOException {
        try (Socket api = connect()) {
            boolean upgrade = head.toLowerCase(Locale.ROOT).contains("\r\nupgrade:");
            String sent = upgrade ? head : head.replaceFirst("\r\n", "\r\nConnection: close\r\n");
            api.getOutputStream().write(sent.getBytes(ISO_8859_1));
            Thread.ofVirtual().start(() -> pump(client, api));
            api.getInputStream().transferTo(answer);
        }
    }

    private Socket connect() throws IOException {
        return upstream.getScheme().equals("https")
                ? TRUSTING.createSocket(upstream.getHost(), upstream.getPort())
                : new Socket(upstream.getHost(), upstream.getPort());
    }

    /** The API server of a test cluster has made its certificate itself. */
    private static SocketFactory trusting() {
        try {
            return SSLUtils.sslContext(new ConfigBuilder(Config.empty())
                            .withTrustCerts(true)
                            .build())
                    .getSocketFactory();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.close();
        } catch (IOException e) {
            // The other direction has ended.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    private static void drain(Socket client, String head) throws IOException {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                client.getInputStream()
                        .readNBytes(Integer.parseInt(line.substring(15).trim()));
            }
        }
    }

    private static String refusal(int status) {
        String body = """
                {"kind":"Status","apiVersion":"v1","status":"Failure","code":%d,"message":"trouble was made"}""".formatted(status);
        return "HTTP/1.1 %d Trouble\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, body.length(), body);
    }
}
