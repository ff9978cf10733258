package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** There is more than is read of what one namespace has: others are read all the same. The message names what, and the cure. */
public final class ResponseTooLargeException extends KubernetesClientException {
    private static final long serialVersionUID = 1L;

    ResponseTooLargeException(String message) {
        super(message);
    }
}
