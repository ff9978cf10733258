package dev.sluice.cli.doctor;

import java.util.List;

/** One thing to look at. */
interface Check {
    /** What is looked at, for the table. */
    String name();

    /** Looks; may throw whatever the client throws. */
    List<CheckResult> look();
}
