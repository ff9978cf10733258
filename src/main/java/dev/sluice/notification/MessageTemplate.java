package dev.sluice.notification;

import java.util.Optional;

/**
 * What the user wants to have said, as Qute templates.
 *
 * @param title one line; the default when absent
 * @param text some lines; the default when absent
 */
record MessageTemplate(Optional<String> title, Optional<String> text) {
    static final MessageTemplate DEFAULT = new MessageTemplate(Optional.empty(), Optional.empty());
}
