package dev.sluice.traffic.istio;

import dev.sluice.api.TextSanitizer;
import java.util.Optional;

/** What the API server refuses to write as long as nobody mends something: by its validation, by admission, or for want of a right. */
public final class WriteRefusal {
    /** A webhook writes what it likes, and the cure has to be read too. */
    private static final int LONGEST = 300;

    private WriteRefusal() {}

    /**
     * What is refused, in the API server's words, with the cure; empty for what may pass by itself.
     *
     * @param failure what came of {@link IstioTrafficRouter#apply}
     */
    public static Optional<String> of(RuntimeException failure) {
        return failure instanceof ApiRejectedException rejected
                ? rejected.refusedWrite().map(object -> words(object, rejected))
                : Optional.empty();
    }

    private static String words(String object, ApiRejectedException refused) {
        return "the API server refuses to change " + object + ": "
                + TextSanitizer.line(String.valueOf(refused.getMessage()), LONGEST) + "; "
                + (refused.lacksRight()
                        ? "give Sluice's ServiceAccount that right again (sluice doctor names what it lacks)"
                        : "mend what that names, or set spec.desired of the Rollout to Aborted")
                + "; it is tried again until it is taken";
    }
}
