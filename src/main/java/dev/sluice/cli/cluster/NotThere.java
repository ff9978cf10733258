package dev.sluice.cli.cluster;

import java.io.Serial;

/** What was asked for does not exist. */
public final class NotThere extends Trouble {
    @Serial
    private static final long serialVersionUID = 1L;

    NotThere(String message) {
        super(message);
    }
}
