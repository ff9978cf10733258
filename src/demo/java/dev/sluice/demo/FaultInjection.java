package dev.sluice.demo;

/**
 * What is wrong with a version of the app.
 *
 * @param kind what happens
 * @param amount the share of errors from 0 to 1, or the delay in milliseconds
 */
public record FaultInjection(Kind kind, double amount) {
    /** All is well. */
    public static final FaultInjection NONE = new FaultInjection(Kind.NONE, 0);

    /** What happens. */
    public enum Kind {
        /** All is well. */
        NONE,
        /** A share of the answers is a 500. */
        ERRORS,
        /** Answers are late. */
        DELAY,
        /** No answer ever comes. */
        HANG,
        /** Nobody listens. */
        REFUSE,
        /** Nobody listens, and the pods restart again and again. */
        CRASHLOOP
    }

    /** Checks. */
    public FaultInjection {
        double most = kind == Kind.ERRORS ? 1 : 60_000;
        if (!(amount >= 0 && amount <= most)) {
            throw new IllegalArgumentException("amount is " + amount + "; use 0 to " + most);
        }
    }

    boolean refuses() {
        return kind == Kind.REFUSE || kind == Kind.CRASHLOOP;
    }
}
