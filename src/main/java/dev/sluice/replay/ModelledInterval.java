package dev.sluice.replay;

import java.time.Duration;

/**
 * A time in which the replay had to assume what would have come.
 *
 * @param from its begin, from the beginning of the recording on
 * @param to its end
 */
public record ModelledInterval(Duration from, Duration to) {}
