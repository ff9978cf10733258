package dev.sluice.store;

import java.util.function.BooleanSupplier;

/**
 * Asked right before every request that changes something, the repeated ones too: one that was refused and is tried again must not undo what
 * whoever acts meanwhile has written.
 */
record WritePermit(BooleanSupplier may) {
    /** For those of whom there are not several. */
    static final WritePermit ALWAYS = new WritePermit(() -> true);

    /** @throws IllegalStateException when nothing is to be written any more */
    void check() {
        if (!may.getAsBoolean()) {
            throw new IllegalStateException("another replica may act by now, so this one writes no more");
        }
    }
}
