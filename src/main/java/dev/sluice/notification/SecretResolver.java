package dev.sluice.notification;

import dev.sluice.notification.Destination.SecretRef;
import dev.sluice.notification.Destination.WebhookUrl;
import java.io.IOException;
import java.time.Instant;

/** Reads what a sink needs of the secrets, and says what cannot be used without showing it. */
final class SecretResolver {
    private final SecretSource secrets;

    SecretResolver(SecretSource secrets) {
        this.secrets = secrets;
    }

    WebhookUrl address(SecretRef ref) throws SecretSource.Missing, IOException {
        return WebhookUrl.read(value(ref))
                .orElseThrow(() -> unusable(ref, "is no address; it has to begin with https:// or http://"));
    }

    /** A secret for a header, in which there are no line ends. */
    String headerValue(SecretRef ref) throws SecretSource.Missing, IOException {
        String value = value(ref);
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw unusable(ref, "is no token; it has to be of printable ASCII characters without spaces");
        }
        return value;
    }

    String signature(SecretRef ref, String id, Instant at, byte[] body) throws SecretSource.Missing, IOException {
        try {
            return WebhookSignature.of(value(ref), id, at, body);
        } catch (IllegalArgumentException e) {
            throw unusable(ref, e.getMessage() + "; make one with: echo whsec_$(head -c 32 /dev/urandom | base64)");
        }
    }

    String value(SecretRef ref) throws SecretSource.Missing, IOException {
        return switch (ref) {
            case SecretRef.Literal literal -> literal.value();
            case SecretRef.Key key -> secrets.get(key.key()).strip();
        };
    }

    private static SecretSource.Missing unusable(SecretRef ref, String problem) {
        String which = switch (ref) {
            case SecretRef.Literal _ -> "the address in the file";
            case SecretRef.Key key -> "the Secret's key " + key.key();
        };
        return new SecretSource.Missing(which + " " + problem);
    }
}
