package dev.sluice.cli.text;

/** Exit codes of releases, beside those of every command (0 done, 1 not done, 2 cannot be used). */
public final class ExitCodes {
    /** It is over, and all traffic is back on the version before. */
    public static final int BACK = 3;

    /** It is not over yet. */
    public static final int OPEN = 4;

    private ExitCodes() {}
}
