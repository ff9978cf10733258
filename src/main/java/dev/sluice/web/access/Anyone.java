package dev.sluice.web.access;

/** Nobody in particular, where reading is open to everybody. */
record Anyone() implements Visitor {
    @Override
    public String name() {
        return "anonymous";
    }

    @Override
    public SignedIn how() {
        return SignedIn.Anonymous;
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public boolean readsAll() {
        return true;
    }

    @Override
    public boolean mayRead(String namespace) {
        return true;
    }

    @Override
    public boolean maySteer(String namespace) {
        return false;
    }

    @Override
    public boolean mayRelease(String namespace) {
        return false;
    }
}
