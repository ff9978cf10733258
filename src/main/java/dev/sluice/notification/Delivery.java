package dev.sluice.notification;

/**
 * What one sink is sent.
 *
 * @param message in words
 * @param notice what happened, for machines; the last of several that go to people as one message
 */
record Delivery(Message message, Notification notice) {}
