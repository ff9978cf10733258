package dev.sluice.notify;

import dev.sluice.notify.Message.Next;
import java.util.List;

/** What to do now, as commands to be copied. */
final class Advice {
    private Advice() {}

    static List<Next> of(Notice notice) {
        Next look = next(notice, "See what was seen", "describe");
        return switch (notice.occasion()) {
            case Started -> List.of(next(notice, "Watch it", "watch"), next(notice, "Stop it", "abort"));
            case Promoted, Superseded -> List.of(look);
            case Reverted, Aborted -> List.of(look, next(notice, "Try the same again", "retry"));
            case Paused ->
                List.of(look, next(notice, "Go on", "resume"), next(notice, "Send all traffic back", "abort"));
            case Stalled, Blind -> List.of(look, next(notice, "Send all traffic back", "abort"));
        };
    }

    private static Next next(Notice notice, String purpose, String verb) {
        return new Next(purpose, "kubectl sluice " + verb + " " + notice.rollout() + " -n " + notice.namespace());
    }
}
