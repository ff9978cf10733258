package dev.sluice.observability;

import dev.sluice.rollout.Decision;
import java.util.Optional;

/** The kinds of decisions that move a rollout on. */
enum DecisionKind {
    Enter,
    Hold,
    Interrupt,
    Resume,
    Restart,
    Pause,
    FailOver,
    Revert,
    Finish;

    static Optional<DecisionKind> of(Decision decision) {
        return switch (decision) {
            case Decision.Wait _ -> Optional.empty();
            case Decision.Enter _ -> Optional.of(Enter);
            case Decision.Hold _ -> Optional.of(Hold);
            case Decision.Interrupt _ -> Optional.of(Interrupt);
            case Decision.Resume _ -> Optional.of(Resume);
            case Decision.Restart _ -> Optional.of(Restart);
            case Decision.Pause _ -> Optional.of(Pause);
            case Decision.FailOver _ -> Optional.of(FailOver);
            case Decision.Revert _ -> Optional.of(Revert);
            case Decision.Finish _ -> Optional.of(Finish);
        };
    }
}
