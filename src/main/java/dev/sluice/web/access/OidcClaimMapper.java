package dev.sluice.web.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.api.TextSanitizer;
import dev.sluice.kubernetes.KubernetesUser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes of an ID token who somebody is to Kubernetes, by the same rules as the flags --oidc-username-claim, --oidc-username-prefix,
 * --oidc-groups-claim and --oidc-groups-prefix of kube-apiserver, so that a RoleBinding means the same person here and there.
 *
 * @param issuer address of the identity provider
 * @param usernameClaim which claim names the user
 * @param usernamePrefix put before the name; "-" for nothing; when empty the issuer and a #, but nothing for the claim email
 * @param groupsClaim which claim names the groups; empty for no groups
 * @param groupsPrefix put before each group
 */
record OidcClaimMapper(
        String issuer,
        String usernameClaim,
        Optional<String> usernamePrefix,
        Optional<String> groupsClaim,
        String groupsPrefix) {
    private static final String EMAIL = "email";
    private static final String NO_PREFIX = "-";
    /** Names of Kubernetes itself: no provider may give them, whatever the prefix is set to. */
    private static final String RESERVED = "system:";

    private static final String EVERYBODY = "system:authenticated";

    static OidcClaimMapper of(AccessConfig.Oidc config) {
        return new OidcClaimMapper(
                config.issuerUrl().orElse(""),
                config.usernameClaim(),
                config.usernamePrefix(),
                config.groupsClaim(),
                config.groupsPrefix().orElse(""));
    }

    /**
     * Reads a token's claims, which somebody has verified.
     *
     * @throws PermissionDeniedException when they name nobody
     */
    KubernetesUser identity(JsonNode token) {
        String user = token.path(usernameClaim).asText();
        if (user.isEmpty()) {
            throw PermissionDeniedException.bySignIn("the identity provider's token has no claim " + usernameClaim
                    + ", which sluice.web.oidc.username-claim asks for");
        }
        if (usernameClaim.equals(EMAIL)
                && token.has("email_verified")
                && !token.path("email_verified").asBoolean()) {
            throw PermissionDeniedException.bySignIn(
                    "the identity provider has not verified the address " + TextSanitizer.name(user));
        }
        String name = userPrefix() + user;
        if (name.startsWith(RESERVED)) {
            throw PermissionDeniedException.bySignIn(
                    "the name " + TextSanitizer.name(name) + " is reserved for Kubernetes itself");
        }
        return new KubernetesUser(name, "", groups(token), Map.of());
    }

    private String userPrefix() {
        String otherwise = usernameClaim.equals(EMAIL) ? "" : issuer + "#";
        String prefix = usernamePrefix.filter(text -> !text.isEmpty()).orElse(otherwise);
        return prefix.equals(NO_PREFIX) ? "" : prefix;
    }

    private List<String> groups(JsonNode token) {
        JsonNode claimed = groupsClaim.map(token::path).orElseGet(MissingNode::getInstance);
        Stream<JsonNode> all = claimed.isTextual() ? Stream.of(claimed) : claimed.valueStream();
        Stream<String> named = all.filter(JsonNode::isTextual)
                .map(group -> groupsPrefix + group.asText())
                .filter(group -> !group.startsWith(RESERVED));
        return Stream.concat(named, Stream.of(EVERYBODY)).toList();
    }
}
