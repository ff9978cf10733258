package dev.sluice.evidence.probe;

import dev.sluice.kubernetes.FairBudget;
import io.vertx.core.buffer.Buffer;

/**
 * Reads the body of one answer as it comes. A text is looked for on the way, and what was looked at is dropped; only what has to be seen as a
 * whole is kept, and counted against the budget until it is closed. On one event loop.
 */
final class BodyReader implements AutoCloseable {
    /** Of a longer body no more is read. With all that may be kept at once it has to fit into a small heap. */
    static final int LONGEST = 256 * 1024;

    private final TextSearch text;
    private final int keeps;
    private final FairBudget budget;
    private final String namespace;
    private final Buffer kept = Buffer.buffer();
    private int matched;
    private long length;

    /** One at the expense of a namespace. */
    BodyReader(ProbeRequest question, FairBudget budget, String namespace) {
        this.text = question.text();
        this.keeps = question.keeps();
        this.budget = budget;
        this.namespace = namespace;
    }

    /** Reads a piece; false when it has to be kept and the namespace keeps its share already. */
    boolean take(Buffer piece) {
        int read = (int) Math.clamp(LONGEST - length, 0L, piece.length());
        int keep = Math.clamp(keeps - kept.length(), 0, read);
        if (keep > 0) {
            if (!budget.take(namespace, keep)) {
                return false;
            }
            kept.appendBuffer(piece, 0, keep);
        }
        matched = text.after(matched, piece, read);
        length += piece.length();
        return true;
    }

    /** Whether the body is longer than what is read of it. */
    boolean cut() {
        return length > LONGEST;
    }

    /** What was read. */
    ProbeResponse.Body body() {
        return new ProbeResponse.Body(text.found(matched), kept, cut());
    }

    @Override
    public void close() {
        budget.give(namespace, kept.length());
    }
}
