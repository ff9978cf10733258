package dev.sluice.rollout;

import dev.sluice.api.ProbeTlsSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whom to trust, where a gateway takes TLS. The same certificates are the same trust, however they are written. A bundle may have 256 KiB, and a gateway is
 * asked many times a second, so what tells one trust from another is worked out once, when it is asked for first.
 */
public final class ProbeTrust {
    private final ProbeTlsSpec tls;
    private final Function<ProbeTlsSpec, String> worker;
    private volatile Optional<String> known = Optional.empty();

    /** The trust of a policy. */
    public ProbeTrust(ProbeTlsSpec tls) {
        this(tls, ProbeTrust::worked);
    }

    /** @param worker works out what tells it from others */
    ProbeTrust(ProbeTlsSpec tls, Function<ProbeTlsSpec, String> worker) {
        this.tls = tls;
        this.worker = worker;
    }

    /** As the policy says it. */
    public ProbeTlsSpec tls() {
        return tls;
    }

    /** The same for the same trust, and for no other; of a few characters. The first one who asks works it out. */
    public String digest() {
        String digest = known.orElseGet(() -> worker.apply(tls));
        known = Optional.of(digest);
        return digest;
    }

    private static String worked(ProbeTlsSpec tls) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            tls.caBundle()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(line -> sum.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return (tls.insecureSkipVerify() ? "any:" : "of:") + HexFormat.of().formatHex(sum.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof ProbeTrust trust && digest().equals(trust.digest()));
    }

    @Override
    public int hashCode() {
        return digest().hashCode();
    }

    @Override
    public String toString() {
        return "ProbeTrust[" + digest() + "]";
    }
}
