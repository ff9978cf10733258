package dev.sluice.view;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;

/** What goes on and what comes next, for someone who has never seen a rollout. */
final class StatusDescription {
    private final String blue;
    private final String green;
    private final Plan plan;

    StatusDescription(String blue, String green, Plan plan) {
        this.blue = blue;
        this.green = green;
        this.plan = plan;
    }

    String of(RolloutState state, Instant now) {
        return switch (state) {
            case RolloutState.Preparing _ ->
                "Getting ready: the pods of " + green + " and its routes. Next: " + green
                        + " is asked for its health, before any user sees it.";
            case RolloutState.Shifting shifting -> shifting(plan.stage(shifting.stage()));
            case RolloutState.Holding holding ->
                holding(
                        plan.stage(holding.stage()),
                        holding.stage(),
                        StageProgress.left(plan, state, now).orElse(Duration.ZERO));
            case RolloutState.Paused paused -> paused(paused);
            case RolloutState.FailedOver over -> failedOver(over);
            case RolloutState.Reverting reverting ->
                "All users are being sent back to " + blue + ". " + capital(reverting.reason());
            case RolloutState.Finished finished -> finished(finished.outcome(), capital(finished.reason()));
        };
    }

    private String shifting(Stage stage) {
        if (stage.weight().equals(Weight.NONE)) {
            return "The probes' own routes are on their way to every gateway. Next: " + green
                    + " is asked for its health.";
        }
        return users(stage.weight()) + " being moved to " + green
                + ". Next: its health is watched, once every gateway has the new weights.";
    }

    private String holding(Stage stage, int index, Duration left) {
        String then = left.isZero() ? "soon" : "in " + Math.ceilDiv(left.toMillis(), 1000) + " s";
        String comes = "Next, " + then + ": "
                + (stage.gate()
                        ? "a person is asked to let it go on."
                        : StageProgress.next(plan, index)
                                .map(weight -> (weight.equals(Weight.ALL) ? "all users" : weight + " of users") + ".")
                                .orElse(green + " is promoted."));
        if (stage.weight().equals(Weight.NONE)) {
            return green + " is asked for its health before any user sees it. " + comes;
        }
        if (stage.weight().equals(Weight.ALL)) {
            return "All users are on " + green + ", and " + blue + " still runs in case they must go back. " + comes;
        }
        return users(stage.weight()) + " on " + green + " while its health is watched. " + comes;
    }

    private static String users(Weight weight) {
        return weight.equals(Weight.ALL) ? "All users are" : weight + " of users are";
    }

    private String paused(RolloutState.Paused paused) {
        String stays = " The weights stay as they are.";
        return switch (paused.cause()) {
            case PauseCause.User -> "Someone paused this rollout." + stays + " Next: resume, promote or abort it.";
            case PauseCause.Gate -> "This step ends with a gate: a person lets it go on." + stays;
            case PauseCause.Unhealthy ->
                green + " looks worse, and the policy leaves it to a person." + stays + " " + capital(paused.why());
            case PauseCause.Obstacle ->
                "Something is in the way; it goes on by itself once that is mended." + stays + " "
                        + capital(paused.why());
        };
    }

    private String failedOver(RolloutState.FailedOver over) {
        String then = over.back().isPresent()
                ? "they go back to it"
                : "this rollout goes on where it was; if it does not come back, " + green + " keeps them";
        return blue + " does not serve, so all users go to " + green + ". Once " + blue + " is back, " + then + ". "
                + capital(over.why());
    }

    private String finished(Outcome outcome, String why) {
        return switch (outcome) {
            case Promoted -> "Done: all users are on " + green + ".";
            case Reverted -> "All users are back on " + blue + ". " + why;
            case Aborted -> "Someone stopped this rollout; all users are on " + blue + ". " + why;
            case Superseded -> "A newer rollout took its place. " + why;
        };
    }

    private static String capital(String words) {
        String whole = words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
        return whole.isEmpty() || whole.endsWith(".") ? whole : whole + ".";
    }
}
