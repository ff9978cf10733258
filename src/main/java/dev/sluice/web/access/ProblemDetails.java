package dev.sluice.web.access;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Why a request gets nothing.
 *
 * @param status of HTTP
 * @param title in few words
 * @param error one sentence
 * @param cure a command that helps; empty when there is none
 */
@RegisterForReflection
record ProblemDetails(int status, String title, String error, String cure) {
    static ProblemDetails of(PermissionDeniedException refused) {
        return new ProblemDetails(403, "Not allowed", text(refused), refused.cure());
    }

    static ProblemDetails of(AuthorizerUnavailableException refused) {
        return new ProblemDetails(503, "No answer", text(refused), "");
    }

    static ProblemDetails of(TokenAuthenticator.TooMany refused) {
        return new ProblemDetails(429, "Too many tries", text(refused), "");
    }

    static ProblemDetails of(RolloutActionService.Senseless refused) {
        return new ProblemDetails(409, "Not now", text(refused), "");
    }

    static ProblemDetails of(RolloutActionService.Missing refused) {
        return new ProblemDetails(404, "Not there", text(refused), "");
    }

    static ProblemDetails of(KubernetesClientException refused) {
        return new ProblemDetails(503, "No answer", "the API server did not do it: " + text(refused), "");
    }

    static ProblemDetails unknown() {
        return new ProblemDetails(
                401,
                "Sign in",
                "the request has no token that the API server knows",
                "send the header Authorization: Bearer $(kubectl create token <account>)");
    }

    static ProblemDetails foreign() {
        return new ProblemDetails(
                403,
                "From another site",
                "the request does not come from this dashboard's own pages (Origin, Sec-Fetch-Site)",
                "a script sends the header Authorization: Bearer <token>");
    }

    static ProblemDetails elsewhere() {
        return new ProblemDetails(
                403, "Not this machine", "the demo answers to localhost and 127.0.0.1 alone (Host)", "");
    }

    /** For people. */
    public String sentence() {
        return Character.toUpperCase(error.charAt(0)) + error.substring(1) + ".";
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? "refused" : e.getMessage();
    }
}
