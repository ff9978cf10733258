package dev.sluice.notification;

/** What is said where the user says nothing else: what happened, and why, for someone who was just woken. */
final class DefaultTemplates {
    private static final String WHY = "{because}.{#if felt}\n{felt}{/if}";

    private DefaultTemplates() {}

    static String title(NotificationType occasion) {
        return "{app}: "
                + switch (occasion) {
                    case Started -> "the release of {green} begins";
                    case Promoted -> "{green} is released, it has all the traffic";
                    case Reverted -> "{green} was reverted, all traffic was sent back to {blue}";
                    case Aborted -> "the release of {green} was aborted, all traffic was sent back to {blue}";
                    case Superseded -> "{green} was changed during its release, all traffic was sent back to {blue}";
                    case Paused ->
                        "{#if gate}{green} waits for you{#else}{green} looks bad and waits for"
                                + " your decision{/if}{#if weight}, with {weight} % of the traffic{/if}";
                    case Stalled -> "the release of {green} is stuck";
                    case Blind -> "users' requests to {green} are not counted";
                };
    }

    static String text(NotificationType occasion) {
        return switch (occasion) {
            case Started ->
                "{green} takes over from {blue} step by step. If it is worse, the traffic goes back by itself.\n"
                        + "{because}.";
            case Promoted, Reverted, Aborted -> WHY;
            case Superseded -> "A new release follows.\n" + WHY;
            case Paused ->
                WHY + "\n{#if gate}Nothing is wrong; the plan asks for a person here."
                        + "{#else}The policy says not to revert by itself: until you decide, {green} keeps its"
                        + " users.{/if}";
            case Stalled -> "{because}.\nIt goes on by itself once that is mended.";
            case Blind -> "{because}.\nProbes judge {green} alone: a fault that only users meet is not noticed.";
        };
    }
}
