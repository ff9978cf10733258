package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the API server who somebody is, and what they may do. It is the only judge of both. */
@ApplicationScoped
public class KubernetesAuthorizer {
    private final KubernetesClient client;

    KubernetesAuthorizer(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Whose token this is; empty when the API server does not know it or does not take it any more.
     *
     * @throws KubernetesClientException when the API server does not answer, or Sluice may not ask
     */
    public Optional<KubernetesUser> who(String token) {
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
                .map(KubernetesAuthorizer::identity);
    }

    /**
     * Whether somebody may do something.
     *
     * @throws KubernetesClientException when the API server does not answer, or Sluice may not ask
     */
    public boolean allowed(KubernetesUser who, ResourceAttributes attributes) {
        SubjectAccessReviewSpecBuilder question = new SubjectAccessReviewSpecBuilder()
                .withUser(who.name())
                .withUid(who.uid())
                .withGroups(who.groups())
                .withExtra(who.extra());
        SubjectAccessReview answer = client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withSpec(about(attributes, question).build())
                        .build());
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed())
                && !Boolean.TRUE.equals(answer.getStatus().getDenied());
    }

    private static SubjectAccessReviewSpecBuilder about(
            ResourceAttributes attributes, SubjectAccessReviewSpecBuilder question) {
        return switch (attributes) {
            case ResourceAttributes.ToObjects objects ->
                question.withNewResourceAttributes()
                        .withVerb(objects.verb())
                        .withGroup(objects.group())
                        .withResource(objects.resource())
                        .withNamespace(objects.namespace())
                        .withName(objects.name())
                        .endResourceAttributes();
            case ResourceAttributes.ToPath path ->
                question.withNewNonResourceAttributes()
                        .withVerb(path.verb())
                        .withPath(path.path())
                        .endNonResourceAttributes();
        };
    }

    private static KubernetesUser identity(UserInfo user) {
        return new KubernetesUser(
                user.getUsername(),
                text(user.getUid()),
                Optional.ofNullable(user.getGroups()).orElse(List.of()),
                Optional.ofNullable(user.getExtra()).orElse(Map.of()));
    }

    private static String text(@Nullable String maybe) {
        return maybe == null ? "" : maybe;
    }
}
