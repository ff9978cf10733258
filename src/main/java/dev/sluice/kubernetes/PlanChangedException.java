package dev.sluice.kubernetes;

import java.io.Serial;

/** Somebody has written another plan into a Rollout, or has taken it out; nothing may be done by that one. */
public final class PlanChangedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    PlanChangedException(String key) {
        super("somebody has changed the frozen plan of Rollout " + key);
    }
}
