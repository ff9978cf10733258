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

    /** An option or a file that cannot be used; exit code 2, so that a script tells its own mistake from the cluster's trouble. */
    public static final class Usage extends CliException {
        @Serial
        private static final long serialVersionUID = 1L;

        /** Names the option or the file, and the cure. */
        public Usage(String message) {
            super(message);
        }
    }

    /** What was asked for does not exist. */
    public static final class NotFound extends CliException {
        @Serial
        private static final long serialVersionUID = 1L;

        NotFound(String message) {
            super(message);
        }
    }
}
