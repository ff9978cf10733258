package dev.sluice.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives spans the ids that are made of what they tell of, so that every controller gives the same. */
final class DeterministicIdGenerator implements IdGenerator {
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    private final ThreadLocal<@Nullable RolloutSpan> next = new ThreadLocal<>();

    static String trace(String trace) {
        return hash(trace, TRACE_BYTES);
    }

    static String span(String trace, String key) {
        return hash(trace + "/" + key, SPAN_BYTES);
    }

    /** The next span that this thread begins is this one. */
    void next(RolloutSpan draft) {
        next.set(draft);
    }

    @Override
    public String generateTraceId() {
        return trace(draft().trace());
    }

    @Override
    public String generateSpanId() {
        return span(draft().trace(), draft().key());
    }

    private RolloutSpan draft() {
        return Objects.requireNonNull(next.get(), "no draft");
    }

    private static String hash(String text, int bytes) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(all, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
