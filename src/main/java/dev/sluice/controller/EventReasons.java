package dev.sluice.controller;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.Rollout;

/** Names decisions for journals and Events. */
final class EventReasons {
    /** Someone else's change was put right; no decision of the core, which sees only what it costs. */
    static final String CORRECTED = "Corrected";

    /** Users' requests are no evidence, because no gateway tells of them. */
    static final String NOT_COUNTED = "UsersNotCounted";

    /** What people should know of a release from its beginning; nothing is decided. */
    static final String NOTED = "Noted";

    private EventReasons() {}

    /** The stage that the rollout is in, with its weight; empty when it is in none. */
    static String where(Rollout rollout, String before) {
        return rollout.stage()
                .map(stage -> before + stage.name() + ", " + rollout.weight())
                .orElse("");
    }

    /** Whether someone may have to act, or will want to know. */
    static boolean alarming(Decision decision) {
        return switch (decision) {
            case Decision.FailOver _, Decision.Revert _, Decision.Restart _ -> true;
            case Decision.Pause pause -> pause.cause() != PauseCause.User;
            case Decision.Finish finish -> finish.outcome() == Outcome.Reverted;
            case Decision.Wait _, Decision.Enter _, Decision.Hold _, Decision.Interrupt _, Decision.Resume _ -> false;
        };
    }

    static String of(Decision decision) {
        return switch (decision) {
            case Decision.Wait _ -> "Waiting";
            case Decision.Enter _ -> "Entered";
            case Decision.Hold _ -> "Holding";
            case Decision.Interrupt _ -> "HoldInterrupted";
            case Decision.Resume _ -> "HoldResumed";
            case Decision.Restart _ -> "HoldRestarted";
            case Decision.Pause pause -> "PausedBy" + pause.cause();
            case Decision.FailOver _ -> "FailedOver";
            case Decision.Revert revert -> "Reverting" + (revert.outcome() == Outcome.Reverted ? "" : revert.outcome());
            case Decision.Finish finish -> finish.outcome().name();
        };
    }
}
