package dev.sluice.web.access;

/** The API server did not say in time who somebody is or what they may do: answered with 503, and nothing is allowed. */
public final class AuthorizerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AuthorizerUnavailableException(String question, Throwable cause) {
        super("the API server did not say " + question + "; nothing is shown or done here until it does", cause);
    }
}
