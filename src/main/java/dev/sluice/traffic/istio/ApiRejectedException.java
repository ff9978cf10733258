package dev.sluice.traffic.istio;

import dev.sluice.api.TextSanitizer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.Serial;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The API server understood and said no; asking the same again is of no use. */
public final class ApiRejectedException extends RuntimeException {
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    /** A bad object, no right, too large, or refused by validation or admission: no time mends that. */
    private static final Set<Integer> FOR_GOOD = Set.of(400, 403, 413, 422);

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 500;

    private final int code;
    private final String written;

    private ApiRejectedException(KubernetesClientException cause, int code, String written) {
        super(TextSanitizer.line(String.valueOf(message(cause)), LONGEST), cause);
        this.code = code;
        this.written = written;
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

    /** The object, if a write of it is refused until a person mends something. */
    Optional<String> refusedWrite() {
        return written.isEmpty() || !FOR_GOOD.contains(code) ? Optional.empty() : Optional.of(written);
    }

    /** Whether Sluice may not do this, whatever it is. */
    boolean lacksRight() {
        return code == FORBIDDEN && String.valueOf(getMessage()).contains(" cannot ");
    }

    /** The same, known to come of someone else's write. */
    ApiRejectedException asConflict() {
        return with(CONFLICT, written);
    }

    /**
     * The same, as what came of a write.
     *
     * @param object which one, for people
     */
    ApiRejectedException ofWriting(String object) {
        return with(code, object);
    }

    private ApiRejectedException with(int as, String object) {
        return getCause() instanceof KubernetesClientException cause
                ? new ApiRejectedException(cause, as, object)
                : this;
    }

    static <T> T unless(Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != TOO_MANY) {
                throw new ApiRejectedException(e, e.getCode(), "");
            }
            throw e;
        }
    }
}
