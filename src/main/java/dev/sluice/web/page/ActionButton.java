package dev.sluice.web.page;

import dev.sluice.rollout.Weight;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A button that steers a rollout.
 *
 * @param verb what it does
 * @param what what will happen, for whoever is asked to confirm it
 * @param hindrance why it cannot be pressed now; empty when it can
 */
record ActionButton(RolloutAction verb, String what, String hindrance) {
    private static final Set<RolloutAction> STEERING =
            EnumSet.of(RolloutAction.Pause, RolloutAction.Resume, RolloutAction.Promote, RolloutAction.Abort);
    private static final Set<RolloutAction> AFTERWARDS = EnumSet.of(RolloutAction.Retry, RolloutAction.Undo);

    /** Those that belong to a rollout as it stands, in a steady order so that nobody presses what has just moved. */
    static List<ActionButton> of(RolloutDisplay display) {
        return (display.over() ? AFTERWARDS : STEERING)
                .stream()
                        .map(verb -> new ActionButton(
                                verb,
                                what(verb, display),
                                display.verbs().contains(verb) ? "" : senseless(verb, display)))
                        .toList();
    }

    /** Whether it can be pressed. */
    public boolean open() {
        return hindrance.isEmpty();
    }

    /** As the address of the action has it. */
    public String word() {
        return verb.word();
    }

    /** Whether it ends a release. */
    public boolean grave() {
        return verb == RolloutAction.Abort;
    }

    private static String what(RolloutAction verb, RolloutDisplay display) {
        String blue = display.blue();
        String green = display.green();
        return switch (verb) {
            case Pause ->
                users(display) + " " + green + " until someone resumes it. Its health is still watched: if " + green
                        + " is worse, all users go back to " + blue + ".";
            case Resume ->
                "The rollout goes on from where it stands, and " + green + " gets more users as it proves itself.";
            case Promote ->
                "All remaining holds are skipped: all users get " + green
                        + " at once. It is still sent back if it turns out to be worse.";
            case Abort -> "All users go back to " + blue + " at once, and this rollout is over.";
            case Retry -> "The same " + green + " is released again from the first stage on, as a new rollout.";
            case Undo -> blue + " is released again in place of " + green + ", stage by stage, as a new rollout.";
        };
    }

    private static String users(RolloutDisplay display) {
        return display.asked().equals(Weight.NONE)
                ? "No user is sent to"
                : display.asked().equals(Weight.ALL)
                        ? "All users stay on"
                        : TemplateExtensions.text(display.asked()) + " of users stay on";
    }

    private static String senseless(RolloutAction verb, RolloutDisplay display) {
        return switch (verb) {
            case Pause ->
                display.state().equals("Paused") ? "It is paused already." : "There is nothing left to pause.";
            case Resume -> "It is not paused.";
            case Promote ->
                "It cannot be promoted while it is " + display.state().toLowerCase(Locale.ROOT) + ".";
            case Abort -> "The traffic goes back already.";
            case Retry -> display.green() + " was not sent back.";
            case Undo -> display.green() + " was not promoted.";
        };
    }
}
