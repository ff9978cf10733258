package dev.sluice.cli.cluster;

import java.io.Serial;

/** What keeps a command from its work. The message is one line: what, why, and the cure. */
public class CliException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what is wrong. */
    public CliException(String message) {
        super(message);
    }
}
