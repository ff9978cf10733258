package dev.sluice.notification;

/** Why a sink did not take a message, as metrics have it. */
public enum FailureReason {
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
