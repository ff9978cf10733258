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
record Refusal(int status, String title, String error, String cure) {
    static Refusal of(NotAllowed refused) {
        return new Refusal(403, "Not allowed", text(refused), refused.cure());
    }

    static Refusal of(Unanswered refused) {
        return new Refusal(503, "No answer", text(refused), "");
    }

    static Refusal of(Guests.TooMany refused) {
        return new Refusal(429, "Too many tries", text(refused), "");
    }

    static Refusal of(Steering.Senseless refused) {
        return new Refusal(409, "Not now", text(refused), "");
    }

    static Refusal of(Steering.Missing refused) {
        return new Refusal(404, "Not there", text(refused), "");
    }

    static Refusal of(KubernetesClientException refused) {
        return new Refusal(503, "No answer", "the API server did not do it: " + text(refused), "");
    }

    static Refusal unknown() {
        return new Refusal(
                401,
                "Sign in",
                "the request has no token that the API server knows",
                "send the header Authorization: Bearer $(kubectl create token <account>)");
    }

    static Refusal foreign() {
        return new Refusal(
                403,
                "From another site",
                "the request does not come from this dashboard's own pages (Origin, Sec-Fetch-Site)",
                "a script sends the header Authorization: Bearer <token>");
    }

    static Refusal elsewhere() {
        return new Refusal(403, "Not this machine", "the demo answers to localhost and 127.0.0.1 alone (Host)", "");
    }

    /** For people. */
    public String sentence() {
        return Character.toUpperCase(error.charAt(0)) + error.substring(1) + ".";
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? "refused" : e.getMessage();
    }
}
