package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom probes trust where the gateway serves the host over TLS only. The name in the certificate is held against the
 * host that is asked for, which is also sent as SNI.
 *
 * @param caBundle PEM certificates of the authorities to trust; empty for those that the JVM trusts
 * @param insecureSkipVerify whether any certificate will do
 */
public record ProbeTlsSpec(
        @Size(max = LONGEST)
        @JsonPropertyDescription(
                "PEM certificates of the authorities to trust. Default: those that Java trusts. Certificates only, never a key.")
        String caBundle,

        @Default("false")
        @JsonPropertyDescription(
                "Takes any certificate. Whoever can stand between Sluice and the gateway can then read the header that reaches green before users do.")
        Boolean insecureSkipVerify) {

    /** A bundle of every public authority has fewer characters; policy and Rollout both hold it. */
    static final int LONGEST = 256 * 1024;

    /** Checks and fills in the defaults. */
    public ProbeTlsSpec(@Nullable String caBundle, @Nullable Boolean insecureSkipVerify) {
        this.caBundle = SpecValidation.orElse(caBundle, "");
        this.insecureSkipVerify = SpecValidation.orElse(insecureSkipVerify, false);
        SpecValidation.fits(this.caBundle, LONGEST, "caBundle");
        SpecValidation.that(
                this.caBundle.isEmpty() || !this.insecureSkipVerify,
                "insecureSkipVerify",
                "is true, so caBundle would not be looked at; take one of the two out");
        SpecValidation.that(
                this.caBundle.isEmpty() || holdsCertificates(this.caBundle),
                "caBundle",
                "holds no readable certificate; write PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----");
    }

    private static boolean holdsCertificates(String pem) {
        try {
            return pem.contains("-----BEGIN CERTIFICATE-----")
                    && !CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                            .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
