package dev.sluice.mesh;

import dev.sluice.policy.TextSanitizer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.Serial;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The API server understood and said no; asking the same again is of no use. */
final class ApiRejectedException extends RuntimeException {
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 500;

    private final int code;

    private ApiRejectedException(KubernetesClientException cause, int code) {
        super(TextSanitizer.line(String.valueOf(message(cause)), LONGEST), cause);
        this.code = code;
    }

    /** What the API server itself says is shorter than what the client makes of it. */
    private static @Nullable String message(KubernetesClientException cause) {
        return cause.getStatus() == null || cause.getStatus().getMessage() == null
                ? cause.getMessage()
                : cause.getStatus().getMessage();
    }

    boolean conflict() {
        return code == CONFLICT;
    }

    /** The same, known to come of someone else's write. */
    ApiRejectedException asConflict() {
        return getCause() instanceof KubernetesClientException cause ? new ApiRejectedException(cause, CONFLICT) : this;
    }

    static <T> T unless(Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != TOO_MANY) {
                throw new ApiRejectedException(e, e.getCode());
            }
            throw e;
        }
    }
}
