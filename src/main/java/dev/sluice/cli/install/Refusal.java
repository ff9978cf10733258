package dev.sluice.cli.install;

import java.io.Serial;

/** Nothing more is done. The message says why, and the cure. */
public final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
