package dev.sluice.kubernetes;

import java.util.function.Predicate;

/**
 * Asked right before every request that changes something, the repeated ones too: one that was refused and is tried again must not undo what
 * whoever acts meanwhile has written.
 *
 * @param may whether something may be written in a namespace now
 */
public record WritePermit(Predicate<String> may) {
    /** For those of whom there are not several. */
    public static final WritePermit ALWAYS = new WritePermit(_ -> true);

    /** @throws NotOwnerException when nothing is to be written there any more */
    public void check(String namespace) {
        if (!may.test(namespace)) {
            throw new NotOwnerException();
        }
    }
}
