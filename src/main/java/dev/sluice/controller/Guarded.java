package dev.sluice.controller;

import org.jboss.logging.Logger;

/** Runs a task whose failure is one app's, or the API server's: the next round tries again, and the others go on. */
final class Guarded {
    private static final Logger LOG = Logger.getLogger(Guarded.class);

    private Guarded() {}

    static void run(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warnf("%s failed and is tried again: %s", what, e.getMessage());
            LOG.debug("in full", e);
        }
    }
}
