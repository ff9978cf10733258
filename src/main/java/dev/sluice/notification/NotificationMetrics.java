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

    /** Why a notice was not even tried, as metrics have it. */
    enum DropReason {
        /** More waited than a queue holds. */
        full,
        /** The controller stopped, or the sink's entry was changed, before its turn came. */
        shutdown,
        /** A mistake of ours. */
        broken,
        /** The API server did not tell whether there is anything to be told. */
        unknown
    }

    /** Why a sink did not take a message, as metrics have it. */
    enum FailureReason {
        /** It said no, or that it is in trouble. */
        status,
        /** It is asked too often. */
        throttled,
        /** It did not answer in time. */
        timeout,
        /** It cannot be reached. */
        connect,
        /** The way there cannot be encrypted. */
        tls,
        /** It sends elsewhere. */
        redirect,
        /** Its address or key cannot be had or used. */
        secret,
        /** The connection broke, or a mistake of ours. */
        broken
    }
}
