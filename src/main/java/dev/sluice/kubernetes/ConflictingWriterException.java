package dev.sluice.kubernetes;

import java.io.Serial;

/** Another controller has taken over; this one must stop. */
public final class ConflictingWriterException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ConflictingWriterException(String message) {
        super(message);
    }
}
