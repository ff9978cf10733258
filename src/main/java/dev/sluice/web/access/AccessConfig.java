package dev.sluice.web.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the dashboard. */
@ConfigMapping(prefix = "sluice.web")
public interface AccessConfig {
    /** Whether there is a dashboard at all. */
    @WithDefault("false")
    boolean enabled();

    /** Who is let in. */
    @WithDefault("kubernetes")
    Access access();

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
