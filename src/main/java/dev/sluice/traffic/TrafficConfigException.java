package dev.sluice.traffic;

import dev.sluice.api.TextSanitizer;
import java.io.Serial;

/** The mesh's objects do not allow the plan. The message names the object, the field and the cure. */
public final class TrafficConfigException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** It names objects, routes and hosts, which are what people wrote. */
    private static final int LONGEST = 1_000;

    /** Names what is in the way. */
    public TrafficConfigException(String message) {
        super(TextSanitizer.line(message, LONGEST));
    }

    /** What is in the way, and the cure. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
