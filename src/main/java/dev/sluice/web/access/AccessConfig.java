package dev.sluice.web.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the dashboard. */
@ConfigMapping(prefix = "sluice.web")
public interface AccessConfig {
    /** Whether there is a dashboard at all. */
    @WithDefault("false")
    boolean enabled();

    /** Who is let in. */
    @WithDefault("kubernetes")
    Access access();

    /** How long a browser keeps somebody signed in; their token may end sooner. */
    @WithDefault("8h")
    Duration session();

    /** Closes the cookies of browsers, the same for all replicas; at least 32 characters. Without it a cookie holds the token as it is. */
    Optional<String> sessionKey();

    /** Pages that may be kept up to date at once, by this replica; who comes beyond that sees a page that stands still. */
    @WithDefault("200")
    int streams();

    /** Those of one visitor, or of one address where nobody signs in: nobody takes the seats of all. */
    @WithDefault("20")
    int streamsEach();

    /** People who sign in at the company's identity provider. */
    Oidc oidc();

    /** Named as the flags of kube-apiserver that mean the same. */
    interface Oidc {
        /** Whether they may. */
        @WithDefault("false")
        boolean enabled();

        /** What the sign-in page calls the provider. */
        @WithDefault("OpenID Connect")
        String name();

        /** The provider's address, as its tokens have it. */
        Optional<String> issuerUrl();

        /** The name under which the provider knows this dashboard. */
        Optional<String> clientId();

        /** What the dashboard proves that name by; some providers ask for none. */
        Optional<String> clientSecret();

        /** What the provider is asked to tell, besides openid. */
        @WithDefault("profile,email")
        List<String> scopes();

        /** Whether people reach the dashboard by https. */
        @WithDefault("true")
        boolean https();

        /** Which claim names the user. */
        @WithDefault("sub")
        String usernameClaim();

        /** Put before the name; "-" for nothing. */
        Optional<String> usernamePrefix();

        /** Which claim names the groups. */
        Optional<String> groupsClaim();

        /** Put before each group. */
        Optional<String> groupsPrefix();
    }

    /** Who is let in. */
    enum Access {
        /** Whom the API server knows, with the rights that they have there. */
        KUBERNETES,
        /** As Kubernetes, and everybody may read. */
        ANONYMOUS_READ,
        /** Whoever sits at this machine, with all rights; the demo. */
        LOCAL
    }
}
