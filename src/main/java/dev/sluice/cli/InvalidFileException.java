package dev.sluice.cli;

import java.io.Serial;

/** A file that cannot be used. The message names it, the field and the cure. */
final class InvalidFileException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String problem;

    InvalidFileException(String file, String problem) {
        super(file + ": " + problem);
        this.problem = problem;
    }

    /** The same without the file. */
    String problem() {
        return problem;
    }
}
