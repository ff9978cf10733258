package dev.sluice.kubernetes;

import java.time.Duration;

/** Whoever watches over what the scheduler runs by the clock. */
@FunctionalInterface
public interface JobWatch {
    /** Watches nothing. */
    JobWatch NOBODY = (_, _) -> Runnable::run;

    /**
     * From now on a job has to be run again and again, and its runs have to end: the process gives its work away and is started anew when that
     * does not go on.
     *
     * @param name as people call it
     * @param every how often it is to be run
     */
    Job watchJob(String name, Duration every);

    /** What is run again and again. */
    @FunctionalInterface
    interface Job {
        /** Runs it once, in this thread; what fails is logged, and the next run tries again. */
        void run(Runnable once);
    }
}
