@NullMarked
package dev.sluice.observability.notification;

import org.jspecify.annotations.NullMarked;
