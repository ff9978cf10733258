package dev.sluice.store;

import java.io.Serial;

/** Another controller has taken over; this one must stop. */
public final class Superseded extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    Superseded(String message) {
        super(message);
    }
}
