package dev.sluice.cli.cluster;

import java.io.Serial;

/** An option or a file that cannot be used; exit code 2, so that a script tells its own mistake from the cluster's trouble. */
public final class UsageException extends CliException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Names the option or the file, and the cure. */
    public UsageException(String message) {
        super(message);
    }
}
