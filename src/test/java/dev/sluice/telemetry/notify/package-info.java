@org.jspecify.annotations.NullMarked
package dev.sluice.telemetry.notify;
