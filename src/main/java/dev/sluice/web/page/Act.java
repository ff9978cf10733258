package dev.sluice.web.page;

import dev.sluice.rollout.Weight;
import dev.sluice.view.Picture;
import dev.sluice.view.Verb;
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
record Act(Verb verb, String what, String hindrance) {
    private static final Set<Verb> STEERING = EnumSet.of(Verb.Pause, Verb.Resume, Verb.Promote, Verb.Abort);
    private static final Set<Verb> AFTERWARDS = EnumSet.of(Verb.Retry, Verb.Undo);

    /** Those that belong to a rollout as it stands, in a steady order so that nobody presses what has just moved. */
    static List<Act> of(Picture picture) {
        return (picture.over() ? AFTERWARDS : STEERING)
                .stream()
                        .map(verb -> new Act(
                                verb,
                                what(verb, picture),
                                picture.verbs().contains(verb) ? "" : senseless(verb, picture)))
                        .toList();
    }

    /** Whether it can be pressed. */
    public boolean open() {
        return hindrance.isEmpty();
    }

    /** As the address of the action has it. */
    public String word() {
        return verb.name().toLowerCase(Locale.ROOT);
    }

    /** Whether it ends a release. */
    public boolean grave() {
        return verb == Verb.Abort;
    }

    private static String what(Verb verb, Picture picture) {
        String blue = picture.blue();
        String green = picture.green();
        return switch (verb) {
            case Pause ->
                users(picture) + " " + green + " until someone resumes it. Its health is still watched: if " + green
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

    private static String users(Picture picture) {
        return picture.asked().equals(Weight.NONE)
                ? "No user is sent to"
                : picture.asked().equals(Weight.ALL)
                        ? "All users stay on"
                        : Say.text(picture.asked()) + " of users stay on";
    }

    private static String senseless(Verb verb, Picture picture) {
        return switch (verb) {
            case Pause ->
                picture.state().equals("Paused") ? "It is paused already." : "There is nothing left to pause.";
            case Resume -> "It is not paused.";
            case Promote ->
                "It cannot be promoted while it is " + picture.state().toLowerCase(Locale.ROOT) + ".";
            case Abort -> "The traffic goes back already.";
            case Retry -> picture.green() + " was not sent back.";
            case Undo -> picture.green() + " was not promoted.";
        };
    }
}
