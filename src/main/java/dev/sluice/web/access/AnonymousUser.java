package dev.sluice.web.access;

/**
 * Whoever is let in without being asked who they are.
 *
 * @param name for display
 * @param how why they were not asked
 * @param acts whether they may act as well as see
 */
record AnonymousUser(String name, UserContext.AuthenticationMethod how, boolean acts) implements UserContext {
    /** Nobody in particular, where reading is open to everybody. */
    static final AnonymousUser ANYONE =
            new AnonymousUser("anonymous", UserContext.AuthenticationMethod.Anonymous, false);

    /** Who sits at the machine of the demo; it is all theirs. */
    static final AnonymousUser LOCAL = new AnonymousUser("you", UserContext.AuthenticationMethod.Local, true);

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public boolean readsAll(ViewPermission sight) {
        return true;
    }

    @Override
    public boolean mayRead(ViewPermission sight, String namespace) {
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
