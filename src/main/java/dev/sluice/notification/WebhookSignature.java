package dev.sluice.notification;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as the Standard Webhooks convention does: HMAC-SHA256 over the id, the time and the body. */
final class WebhookSignature {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private WebhookSignature() {}

    /**
     * The signatures, one for each key: while a key is exchanged, receivers may know either.
     *
     * @param keys one key, or several with spaces between
     * @throws IllegalArgumentException when a key cannot be used; the message does not hold it
     */
    static String of(String keys, String id, Instant at, byte[] body) {
        List<String> signatures = new ArrayList<>();
        for (String key : keys.strip().split("\\s+")) {
            signatures.add("v1," + sign(key(key), id + "." + at.getEpochSecond() + ".", body));
        }
        return String.join(" ", signatures);
    }

    /** As the convention's libraries read it: base64, with or without the prefix. */
    private static byte[] key(String text) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("is not whsec_ and base64");
        }
        if (key.length < SHORTEST || key.length > LONGEST) {
            throw new IllegalArgumentException("is not of " + SHORTEST + " to " + LONGEST + " bytes in base64");
        }
        return key;
    }

    private static String sign(byte[] key, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
