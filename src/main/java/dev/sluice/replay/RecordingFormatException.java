package dev.sluice.replay;

import java.io.Serial;

/** A recording that cannot be read. The message names the line, what is wrong with it and the cure. */
public final class RecordingFormatException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Names what is wrong. */
    public RecordingFormatException(String problem) {
        super(problem);
    }
}
