package dev.sluice.kubernetes;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A certificate that signs itself, made for one test.
 *
 * @param store its PKCS #12 file, with the key
 * @param pem the certificate alone
 */
public record Certificate(Path store, String pem) {
    private static final String PASSWORD = "changeit";

    /** Makes one for a DNS name. */
    public static Certificate of(String name) {
        try {
            Path store = Files.createTempDirectory("certificate").resolve("store.p12");
            keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=dns:" + name);
            byte[] der = keytool(store, "-exportcert");
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return new Certificate(store, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a server is made of that shows it. */
    public HttpServerOptions server() {
        return new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword(PASSWORD));
    }

    private static byte[] keytool(Path store, String... arguments) throws IOException {
        String[] common = {
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-alias",
            "gateway"
        };
        Process process = new ProcessBuilder(java.util.stream.Stream.concat(
                                java.util.Arrays.stream(common), java.util.Arrays.stream(arguments))
                        .toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("keytool failed");
        }
        return output;
    }
}
