package dev.sluice.controller;

import dev.sluice.policy.Untrusted;
import org.jboss.logging.Logger;

/**
 * Runs a task whose failure is one app's, or the API server's: the next round tries again, and the others go on. An
 * error does not end the thread either, unless the process has no memory left.
 */
final class Guarded {
    private static final Logger LOG = Logger.getLogger(Guarded.class);

    private Guarded() {}

    static void run(String what, Runnable task) {
        Loops.beat();
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            if (!Untrusted.survivable(e)) {
                throw e;
            }
            LOG.warnf("%s failed and is tried again: %s", what, Untrusted.why(e));
            LOG.debug("in full", e);
        }
    }
}
