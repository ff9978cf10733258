@NullMarked
package dev.sluice.telemetry.notify;

import org.jspecify.annotations.NullMarked;
