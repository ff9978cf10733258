package dev.sluice.notification;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a sink's messages go. */
sealed interface Destination {
    /**
     * To an address on the web.
     *
     * @param form how it is written
     * @param url the address
     * @param signingKey signs what is sent; webhooks only
     * @param bearer a token that the receiver wants; webhooks only
     */
    record Web(Form form, SecretRef url, Optional<SecretRef> signingKey, Optional<SecretRef> bearer)
            implements Destination {}

    /**
     * Into mailboxes.
     *
     * @param host the mail server
     * @param port its port
     * @param tls how the way there is protected
     * @param user who sends; absent when the server wants no login
     * @param password the sender's
     * @param from the sender's address
     * @param to the receivers' addresses, at least one
     */
    record Mail(
            String host,
            int port,
            Tls tls,
            Optional<SecretRef> user,
            Optional<SecretRef> password,
            String from,
            List<String> to)
            implements Destination {
        /** Copies. */
        public Mail {
            to = List.copyOf(to);
        }
    }

    /** How a message is written. */
    enum Form {
        slack,
        teams,
        discord,
        webhook
    }

    /** How the way to a mail server is protected. */
    enum Tls {
        /** Begins in the clear; nothing is said before it is encrypted. */
        starttls,
        /** Encrypted from the first byte. */
        tls,
        /** Not at all. */
        none
    }

    /** Where a secret stands; never the secret itself. */
    sealed interface SecretRef {
        /**
         * A key of the Secret.
         *
         * @param key its name
         */
        record Key(String key) implements SecretRef {}

        /** Written into the file itself; not shown where the settings are. */
        record Literal(String value) implements SecretRef {
            @Override
            public String toString() {
                return "Literal[\u2026]";
            }
        }
    }

    /**
     * The address of a sink. Whoever knows it can write there, so it is never shown whole.
     *
     * @param uri the address
     */
    record WebhookUrl(URI uri) {
        private static final int TELLING = 6;
        private static final String HIDDEN = "\u2026";

        /** Reads an address; empty when it is none of http or https. The text is in no error, since it is a secret. */
        static Optional<WebhookUrl> read(String text) {
            try {
                URI uri = new URI(text.strip());
                String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                boolean web = scheme.equals("https") || scheme.equals("http");
                return web && uri.getHost() != null && uri.getFragment() == null
                        ? Optional.of(new WebhookUrl(uri))
                        : Optional.empty();
            } catch (URISyntaxException _) {
                return Optional.empty();
            }
        }

        /** The host, with the port where one is written. */
        String host() {
            return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        }

        /** A text in which nothing of the address is left but its host; servers like to repeat what they were asked. */
        String redacted(String text) {
            String shown = text;
            for (String part : telling()) {
                shown = shown.replace(part, HIDDEN);
            }
            return shown;
        }

        /** Nothing but the host. */
        @Override
        public String toString() {
            return uri.getScheme() + "://" + host() + "/" + HIDDEN;
        }

        private List<String> telling() {
            List<String> parts = new ArrayList<>();
            for (String whole : new String[] {
                uri.getRawUserInfo(), uri.getRawPath(), uri.getPath(), uri.getRawQuery(), uri.getQuery()
            }) {
                if (whole != null) {
                    parts.add(whole);
                    parts.addAll(List.of(whole.split("[/&=]")));
                }
            }
            return parts.stream()
                    .filter(part -> part.length() >= TELLING)
                    .distinct()
                    .sorted((one, other) -> other.length() - one.length())
                    .toList();
        }
    }
}
