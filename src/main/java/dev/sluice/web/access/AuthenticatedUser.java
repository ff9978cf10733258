package dev.sluice.web.access;

import dev.sluice.api.TextSanitizer;
import dev.sluice.kubernetes.KubernetesUser;
import dev.sluice.kubernetes.ResourceAttributes;
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
record AuthenticatedUser(
        KubernetesUser who,
        AuthenticationMethod how,
        Supplier<Optional<KubernetesUser>> still,
        String token,
        boolean everybodyReads,
        CachingAuthorizer judge)
        implements UserContext {
    private static final String ANY = "";
    private static final String STEERS = "patch";

    @Override
    public String name() {
        return TextSanitizer.name(who.name());
    }

    @Override
    public boolean present() {
        return still.get().isPresent();
    }

    @Override
    public boolean readsAll(ViewPermission sight) {
        return everybodyReads ? present() : sees(sight, ANY);
    }

    @Override
    public boolean mayRead(ViewPermission sight, String namespace) {
        return readsAll(sight) || sees(sight, namespace);
    }

    @Override
    public boolean maySteer(String namespace) {
        return mayWrite(ResourceAttributes.rollouts(STEERS, namespace, ANY));
    }

    @Override
    public boolean mayRelease(String namespace) {
        return mayWrite(ResourceAttributes.annotating(namespace, ANY));
    }

    @Override
    public boolean maySteer(String namespace, String rollout) {
        return maySteer(namespace) || mayWrite(ResourceAttributes.rollouts(STEERS, namespace, rollout));
    }

    @Override
    public boolean mayRelease(String namespace, String deployment) {
        return mayRelease(namespace) || mayWrite(ResourceAttributes.annotating(namespace, deployment));
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

    private boolean sees(ViewPermission sight, String namespace) {
        return sight.deeds(namespace).allMatch(this::may);
    }

    private boolean may(ResourceAttributes attributes) {
        return still.get().filter(now -> judge.may(now, attributes)).isPresent();
    }

    /** Written is as whoever the API server takes the token for. */
    private boolean mayWrite(ResourceAttributes attributes) {
        return judge.who(token).filter(now -> judge.may(now, attributes)).isPresent();
    }
}
