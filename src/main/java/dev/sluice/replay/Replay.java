package dev.sluice.replay;

import java.time.Duration;

/** Decides again on what was recorded. */
public final class Replay {
    /** The controller takes a process that stood still this long for one that has seen nothing of that time. */
    static final Duration FROZEN = Duration.ofSeconds(5);

    private Replay() {}
}
