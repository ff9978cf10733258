@org.jspecify.annotations.NullMarked
package dev.sluice.observability.notification;
