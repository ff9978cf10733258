package dev.sluice.notification;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Keeps count of what becomes of notices, for metrics. Sinks are called by their names. */
public interface NotificationMetrics {
    /** Whether the file that says who is told what can be used. */
    void usable(BooleanSupplier usable);

    /** A message was taken, this long after its first try began. */
    void sent(String sink, Duration took);

    /** A message was given up. */
    void failed(String sink, FailureReason reason);

    /** A notice was not even tried. */
    void dropped(String sink, DropReason reason);

    /** A notice was dropped before it came to any sink. */
    void dropped(DropReason reason);

    /** There is a sink, for which so many notices wait from now on. */
    void waiting(String sink, IntSupplier count);

    /** A sink is gone. */
    void gone(String sink);
}
