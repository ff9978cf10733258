package dev.sluice.notification;

import java.io.IOException;
import java.io.Serial;

/** Reads secrets by the name of their key, when they are needed. */
@FunctionalInterface
public interface SecretSource {
    /**
     * The value of a key.
     *
     * @throws Missing when there is none, or it may not be read; asking again soon is of no use
     * @throws IOException when it cannot be read now
     */
    String get(String key) throws Missing, IOException;

    /** A secret that is not there. The message names the place and the cure, never a value. */
    final class Missing extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        /** Says what is missing and the cure. */
        public Missing(String message) {
            super(message);
        }
    }
}
