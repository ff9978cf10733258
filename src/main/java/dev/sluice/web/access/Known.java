package dev.sluice.web.access;

import dev.sluice.policy.Clean;
import dev.sluice.store.Deed;
import dev.sluice.store.Identity;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Somebody whom Kubernetes knows, with the rights that they have there.
 *
 * @param who as it was when the request came
 * @param how how they signed in
 * @param still who it is now; empty once the token is revoked
 * @param token what they came in with, and what they write with
 * @param everybodyReads whether reading is open to everybody
 * @param judge says what they may do
 */
record Known(
        Identity who,
        SignedIn how,
        Supplier<Optional<Identity>> still,
        String token,
        boolean everybodyReads,
        Judge judge)
        implements Visitor {
    private static final String ANY = "";
    private static final String STEERS = "patch";

    @Override
    public String name() {
        return Clean.name(who.name());
    }

    @Override
    public boolean present() {
        return still.get().isPresent();
    }

    @Override
    public boolean readsAll(Sight sight) {
        return everybodyReads ? present() : sees(sight, ANY);
    }

    @Override
    public boolean mayRead(Sight sight, String namespace) {
        return readsAll(sight) || sees(sight, namespace);
    }

    @Override
    public boolean maySteer(String namespace) {
        return mayWrite(Deed.rollouts(STEERS, namespace, ANY));
    }

    @Override
    public boolean mayRelease(String namespace) {
        return mayWrite(Deed.annotating(namespace, ANY));
    }

    @Override
    public boolean maySteer(String namespace, String rollout) {
        return maySteer(namespace) || mayWrite(Deed.rollouts(STEERS, namespace, rollout));
    }

    @Override
    public boolean mayRelease(String namespace, String deployment) {
        return mayRelease(namespace) || mayWrite(Deed.annotating(namespace, deployment));
    }

    /** The API server may not know the tokens of an identity provider that the dashboard knows. */
    @Override
    public boolean writes() {
        return judge.who(token).isPresent();
    }

    /** The token is nobody else's business. */
    @Override
    public String toString() {
        return name();
    }

    private boolean sees(Sight sight, String namespace) {
        return sight.deeds(namespace).allMatch(this::may);
    }

    private boolean may(Deed deed) {
        return still.get().filter(now -> judge.may(now, deed)).isPresent();
    }

    /** Written is as whoever the API server takes the token for. */
    private boolean mayWrite(Deed deed) {
        return judge.who(token).filter(now -> judge.may(now, deed)).isPresent();
    }
}
