package dev.sluice.notification;

import java.util.Optional;

/**
 * Who is written to, and what must not be shown of it.
 *
 * @param address where it is
 * @param bearer the token that it is sent
 */
record SinkEndpoint(WebhookUrl address, Optional<String> bearer) {
    private static final int SHOWN = 160;
    private static final String HIDDEN = "\u2026";

    String host() {
        return address.host();
    }

    /** What it said, in one line. Secrets go before the text is cut: of half a secret nobody knows that it is one. */
    String shown(String text) {
        String veiled = bearer.map(token -> text.replace(token, HIDDEN)).orElse(text);
        return TextLayout.line(address.redacted(veiled), SHOWN);
    }

    /** No token is in any text. */
    @Override
    public String toString() {
        return address.toString();
    }
}
