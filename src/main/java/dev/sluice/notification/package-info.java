/**
 * Tells people and machines elsewhere how a release goes: what is said, for whom, and how it gets there. {@link
 * dev.sluice.notification.NotificationService} hears of it; what is behind that knows nothing of the application around it, so
 * that the command line sends the same messages as the controller.
 */
@NullMarked
package dev.sluice.notification;

import org.jspecify.annotations.NullMarked;
