package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Trouble;
import dev.sluice.policy.GoDuration;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a command stays until the release is over. A mixin. */
final class WaitOptions {
    static final int BACK = 3;
    static final int LATE = 4;

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
            description = "How long to wait, as in 30m. Default: until it is over.")
    private @Nullable String timeout;

    Optional<Duration> timeout() {
        try {
            return timeout == null ? Optional.empty() : Optional.of(GoDuration.parse(timeout));
        } catch (IllegalArgumentException e) {
            throw new Trouble("--timeout is " + e.getMessage());
        }
    }
}
