package dev.sluice.notify;

import java.util.Optional;

/**
 * What one sink is sent.
 *
 * @param message in words
 * @param notice what happened, for machines; empty when it is a message about several
 */
record Parcel(Message message, Optional<Notice> notice) {}
