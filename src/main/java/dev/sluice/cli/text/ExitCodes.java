package dev.sluice.cli.text;

/** Exit codes of all commands. */
public final class ExitCodes {
    /** What was asked for is done, or was asked of the controller. */
    public static final int DONE = 0;

    /** It is not done. */
    public static final int FAILED = 1;

    /** An option or a file cannot be used. */
    public static final int USAGE = 2;

    /** The release is over, and all traffic is back on the version before. */
    public static final int BACK = 3;

    /** The release is not over yet. */
    public static final int OPEN = 4;

    private ExitCodes() {}
}
