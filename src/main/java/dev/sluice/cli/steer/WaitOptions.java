package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a command stays until the release is over. A mixin. */
final class WaitOptions {
    /** For the help of each command that has these options. */
    static final String OK = "0:promoted; without --wait: asked for";

    static final String FAILED = "1:it could not be asked for, or cannot begin";
    static final String USAGE = "2:an option cannot be used";
    static final String REVERTED = "3:with --wait: all traffic is back on the version before";
    static final String TIMEOUT = "4:with --wait: not over within --timeout; the release goes on";

    @Option(names = "--wait", description = "Prints each decision as it comes, and ends with the release.")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long --wait waits, as in 30m. Default: until it is over.")
    private @Nullable Duration timeout;

    /**
     * Looks whether they fit together, before anything is done.
     *
     * @throws CliException.Usage when they do not
     */
    void check() {
        if (timeout != null && !wait) {
            throw new CliException.Usage("--timeout says how long --wait waits; give --wait, too");
        }
    }

    Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }
}
