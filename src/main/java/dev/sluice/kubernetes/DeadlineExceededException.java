package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What was asked for takes too long, or did not have its turn in time; to ask again at once would hold up whoever asks as long again. */
public final class DeadlineExceededException extends KubernetesClientException {
    private static final long serialVersionUID = 1L;

    /** Says what takes too long. */
    public DeadlineExceededException(String message) {
        super(message);
    }

    DeadlineExceededException(String message, Throwable cause) {
        super(message, cause);
    }
}
