package dev.sluice.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Makes a finding of a check that broke: what may not be seen says nothing about the cluster, everything else does. */
final class FailureTranslator {
    private FailureTranslator() {}

    static CheckResult of(String check, Throwable error) {
        if (error instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            return CheckResult.skip(check, "you may not look (" + said(refused) + ")");
        }
        if (error instanceof KubernetesClientException missing
                && missing.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
            return CheckResult.skip(check, "the kind is not installed in this cluster");
        }
        return CheckResult.fail(
                check, "could not be looked at: " + said(error), "try again; if it stays, look at the API server");
    }

    /** One line: the API server's own words where there are some. */
    static String said(Throwable error) {
        String message = error instanceof KubernetesClientException refused
                        && refused.getStatus() != null
                        && refused.getStatus().getMessage() != null
                ? refused.getStatus().getMessage()
                : deepest(error);
        return message.lines().findFirst().orElse(error.getClass().getSimpleName());
    }

    private static String deepest(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? error.getMessage() : cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
