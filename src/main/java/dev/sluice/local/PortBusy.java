package dev.sluice.local;

import java.io.Serial;

/** A port that someone else listens on. */
public final class PortBusy extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Names the cure.
     *
     * @param port the port
     * @param option the command-line option that changes it
     */
    public PortBusy(int port, String option) {
        super("port " + port + " is in use; choose another with " + option);
    }
}
