package dev.sluice.probe;

import io.vertx.ext.web.client.WebClient;

/** Makes what the container would make. */
public final class ProbeParts {
    private ProbeParts() {}

    /** Starts probers. */
    public static Probers probers(WebClient web) {
        return new Probers(web);
    }
}
