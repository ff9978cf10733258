package dev.sluice.web.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
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
