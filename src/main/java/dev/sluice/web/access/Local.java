package dev.sluice.web.access;

/** Who sits at the machine of the demo; it is all theirs. */
record Local() implements Visitor {
    @Override
    public String name() {
        return "you";
    }

    @Override
    public SignedIn how() {
        return SignedIn.Local;
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
        return true;
    }

    @Override
    public boolean mayRelease(String namespace) {
        return true;
    }
}
