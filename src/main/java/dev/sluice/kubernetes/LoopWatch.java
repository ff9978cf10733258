package dev.sluice.kubernetes;

import java.util.function.BooleanSupplier;

/** Whoever watches over what goes on for as long as the process does. */
@FunctionalInterface
public interface LoopWatch {
    /**
     * From now on a loop has to live: the process gives its work away and is started anew when it does not.
     *
     * @param name as people call it
     * @param lives whether it goes on, or was told to end; asked every second
     */
    void watchAlways(String name, BooleanSupplier lives);
}
