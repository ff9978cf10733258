package dev.sluice.controller;

import dev.sluice.api.UntrustedInput;
import org.jboss.logging.Logger;

/**
 * Runs a task whose failure is one app's, or the API server's: the next round tries again, and the others go on. An
 * error does not end the thread either, unless the process has no memory left.
 */
final class IsolatedTask {
    private static final Logger LOG = Logger.getLogger(IsolatedTask.class);

    private IsolatedTask() {}

    static void run(String what, Runnable task) {
        LoopMonitor.heartbeat();
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            if (!UntrustedInput.survivable(e)) {
                throw e;
            }
            LOG.warnf("%s failed and is tried again: %s", what, UntrustedInput.why(e));
            LOG.debug("in full", e);
        }
    }
}
