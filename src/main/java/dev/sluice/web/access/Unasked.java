package dev.sluice.web.access;

/**
 * Whoever is let in without being asked who they are.
 *
 * @param name for display
 * @param how why they were not asked
 * @param acts whether they may act as well as see
 */
record Unasked(String name, SignedIn how, boolean acts) implements Visitor {
    /** Nobody in particular, where reading is open to everybody. */
    static final Unasked ANYONE = new Unasked("anonymous", SignedIn.Anonymous, false);

    /** Who sits at the machine of the demo; it is all theirs. */
    static final Unasked LOCAL = new Unasked("you", SignedIn.Local, true);

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public boolean readsAll(Sight sight) {
        return true;
    }

    @Override
    public boolean mayRead(Sight sight, String namespace) {
        return true;
    }

    @Override
    public boolean maySteer(String namespace) {
        return acts;
    }

    @Override
    public boolean mayRelease(String namespace) {
        return acts;
    }
}
