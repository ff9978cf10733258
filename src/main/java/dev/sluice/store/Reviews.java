package dev.sluice.store;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the API server who somebody is, and what they may do. It is the only judge of both. */
@ApplicationScoped
public class Reviews {
    private final KubernetesClient client;

    Reviews(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Whose token this is; empty when the API server does not know it or does not take it any more.
     *
     * @throws KubernetesClientException when the API server does not answer, or Sluice may not ask
     */
    public Optional<Identity> who(String token) {
        TokenReview answer = client.tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .endSpec()
                        .build());
        return Optional.ofNullable(answer.getStatus())
                .filter(status -> Boolean.TRUE.equals(status.getAuthenticated()))
                .flatMap(status -> Optional.ofNullable(status.getUser()))
                .filter(user -> !text(user.getUsername()).isEmpty())
                .map(Reviews::identity);
    }

    /**
     * Whether somebody may do something.
     *
     * @throws KubernetesClientException when the API server does not answer, or Sluice may not ask
     */
    public boolean allowed(Identity who, Deed deed) {
        SubjectAccessReview answer = client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(who.name())
                        .withUid(who.uid())
                        .withGroups(who.groups())
                        .withExtra(who.extra())
                        .withNewResourceAttributes()
                        .withVerb(deed.verb())
                        .withGroup(deed.group())
                        .withResource(deed.resource())
                        .withNamespace(deed.namespace())
                        .withName(deed.name())
                        .endResourceAttributes()
                        .endSpec()
                        .build());
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed())
                && !Boolean.TRUE.equals(answer.getStatus().getDenied());
    }

    private static Identity identity(UserInfo user) {
        return new Identity(
                user.getUsername(),
                text(user.getUid()),
                Optional.ofNullable(user.getGroups()).orElse(List.of()),
                Optional.ofNullable(user.getExtra()).orElse(Map.of()));
    }

    private static String text(@Nullable String maybe) {
        return maybe == null ? "" : maybe;
    }
}
