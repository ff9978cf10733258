package dev.sluice.controller;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.RolloutState;
import dev.sluice.workload.VersionScaler;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Tells people about one rollout: on the Rollout and on green's Deployment; on the policy, whose owner looks after all its
 * releases, only what is alarming and how it ends. The same warning is told once in a rollout, and not more than a few of them:
 * words that always differ would fill a chat.
 */
final class RolloutEventRecorder {
    private static final Logger LOG = Logger.getLogger("dev.sluice.rollout");

    private static final int WARNINGS = 25;
    private static final Pattern FIGURES = Pattern.compile("[0-9]+([.,][0-9]+)*");

    private final Consumer<RolloutEvent> news;
    private final StoredRollout stored;
    private final Set<String> warned = new HashSet<>();
    private boolean blind;

    RolloutEventRecorder(Consumer<RolloutEvent> news, StoredRollout stored) {
        this.news = news;
        this.stored = stored;
    }

    void tell(Decision decision, Rollout rollout) {
        if (decision instanceof Decision.Interrupt || decision instanceof Decision.Resume) {
            if (!(rollout.state() instanceof RolloutState.Holding holding)
                    || !seldom(holding.interruptions().times())) {
                return;
            }
        }
        boolean warning = EventReasons.alarming(decision);
        String where = EventReasons.where(rollout, "");
        String message = (where.isEmpty() ? "" : where + ": ") + decision.why();
        publish(warning, EventReasons.of(decision), message);
        if (warning || decision instanceof Decision.Finish) {
            tellPolicy(warning, EventReasons.of(decision), message);
        }
    }

    /** What may happen every few seconds for hours is told the first, second, fourth, eighth time, and so on. */
    static boolean seldom(int times) {
        return Integer.bitCount(times) == 1;
    }

    /** What differs in its figures alone is the same. */
    void warn(String why) {
        if (warned.size() < WARNINGS && warned.add(FIGURES.matcher(why).replaceAll("#"))) {
            publish(true, "Stalled", why);
            tellPolicy(true, "Stalled", why);
        }
    }

    /** Users' requests are not counted; told once a rollout, however often a gateway comes and goes. */
    boolean blind(String why) {
        if (blind) {
            return false;
        }
        blind = true;
        publish(true, EventReasons.NOT_COUNTED, why);
        return true;
    }

    /**
     * What a person may want to know of pods; the same is told once a rollout.
     *
     * @return whether it was told now
     */
    boolean pods(VersionScaler.Told told) {
        boolean fresh = warned.size() < WARNINGS && warned.add(told.reason() + told.why());
        if (fresh) {
            publish(!told.reason().equals(VersionScaler.SCALED), told.reason(), told.why());
        }
        return fresh;
    }

    void corrected(String differences) {
        publish(true, EventReasons.CORRECTED, differences);
        tellPolicy(true, EventReasons.CORRECTED, differences);
    }

    private void publish(boolean warning, String reason, String message) {
        String deployment = stored.spec().green().deployment();
        String uid = stored.spec().green().uid();
        RolloutEvent told =
                new RolloutEvent("Rollout", stored.namespace(), stored.name(), stored.uid(), warning, reason, message);
        LOG.logf(warning ? Logger.Level.WARN : Logger.Level.INFO, "%s %s: %s", stored.key(), reason, told.message());
        if (deployment == null || uid == null) {
            news.accept(told);
            return;
        }
        news.accept(told.with(new RolloutEvent.Related("Deployment", deployment, uid)));
        news.accept(new RolloutEvent("Deployment", stored.namespace(), deployment, uid, warning, reason, message)
                .with(new RolloutEvent.Related("Rollout", stored.name(), stored.uid())));
    }

    private void tellPolicy(boolean warning, String reason, String message) {
        stored.owner()
                .ifPresent(policy -> news.accept(new RolloutEvent(
                                "RolloutPolicy",
                                stored.namespace(),
                                policy.getName(),
                                policy.getUid(),
                                warning,
                                reason,
                                "Rollout " + stored.name() + ": " + message)
                        .with(new RolloutEvent.Related("Rollout", stored.name(), stored.uid()))));
    }
}
