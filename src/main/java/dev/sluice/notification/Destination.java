package dev.sluice.notification;

import java.util.List;
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
}
