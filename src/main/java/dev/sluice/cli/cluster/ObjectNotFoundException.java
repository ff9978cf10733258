package dev.sluice.cli.cluster;

import java.io.Serial;

/** What was asked for does not exist. */
public final class ObjectNotFoundException extends CliException {
    @Serial
    private static final long serialVersionUID = 1L;

    ObjectNotFoundException(String message) {
        super(message);
    }
}
