package dev.sluice.kubernetes;

/** Another replica may act by now where something was to be written, so nothing was. It is no fault of anybody's, and nobody has to be told. */
public final class NotOwnerException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Says so. */
    public NotOwnerException() {
        super("another replica may act by now, so this one writes no more");
    }
}
