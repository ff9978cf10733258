package dev.sluice.notification;

import java.io.Serial;

/** Settings that cannot be used. The message, one line, names the file, the entry, the field and the cure. */
public final class InvalidConfigException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    InvalidConfigException(String where, String problem) {
        super(where + ": " + problem);
    }
}
