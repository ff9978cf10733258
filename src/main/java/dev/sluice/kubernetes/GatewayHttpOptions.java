package dev.sluice.kubernetes;

import dev.sluice.api.ProbeTlsSpec;
import dev.sluice.api.UntrustedInput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How a gateway is called: by whom it is trusted, in which version of HTTP, and for how long a connection is kept. */
public final class GatewayHttpOptions {
    private static final int CONNECT_TIMEOUT_MS = 500;
    /** The first one of a process takes long; whoever does not wait for it finds the connection made next time. */
    private static final int HANDSHAKE_TIMEOUT_MS = 5_000;

    /** A connection that a gateway has forgotten must not be the next one to be used. */
    private static final int IDLE_S = 5;

    private GatewayHttpOptions() {}

    /**
     * What a client is made of. It must not serve two policies that trust differently: connections are shared.
     *
     * @param tls whom to trust; empty for plain connections
     */
    public static HttpClientOptions options(HttpVersion version, Optional<ProbeTlsSpec> tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT_MS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAliveTimeout(IDLE_S)
                .setHttp2KeepAliveTimeout(IDLE_S)
                .setProtocolVersion(version)
                // Gateways know no upgrade: either both sides know that it is HTTP/2, or ALPN says so.
                .setHttp2ClearTextUpgrade(false);
        tls.ifPresent(trust -> secure(options, version, trust));
        return options;
    }

    /** Why a gateway could not be asked, and the cure where there is one. */
    public static String why(@Nullable Throwable error) {
        if (error == null) {
            return "no answer";
        }
        Throwable root = error;
        boolean tls = false;
        for (Throwable at = error; at != null; at = at.getCause()) {
            tls |= at instanceof SSLException || at instanceof GeneralSecurityException;
            root = at;
        }
        String message = UntrustedInput.why(root);
        return tls
                ? "TLS: " + message
                        + "; mend spec.health.probe.tls.caBundle of the policy, or set spec.health.probe.host to a name of the gateway's certificate"
                : message;
    }

    /** The host that is asked for is sent as SNI, by which a gateway chooses its certificate, and must be in it. */
    private static void secure(HttpClientOptions options, HttpVersion version, ProbeTlsSpec trust) {
        options.setSsl(true)
                .setForceSni(true)
                .setUseAlpn(version == HttpVersion.HTTP_2)
                .setTrustAll(trust.insecureSkipVerify())
                .setVerifyHost(!trust.insecureSkipVerify());
        if (!trust.caBundle().isEmpty()) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(trust.caBundle())));
        }
    }
}
