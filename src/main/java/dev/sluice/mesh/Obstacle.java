package dev.sluice.mesh;

import java.io.Serial;

/** The mesh's objects do not allow the plan. The message names the object, the field and the cure. */
public final class Obstacle extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Names what is in the way. */
    public Obstacle(String message) {
        super(message);
    }

    /** What is in the way, and the cure. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
