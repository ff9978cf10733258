package dev.sluice.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the notifications; who is told what stands in a file of its own. */
@ConfigMapping(prefix = "sluice.notify")
interface NotifyConfig {
    /** Who is told what; without the file nobody is. */
    @WithDefault("/etc/sluice/notifications.yaml")
    Path file();

    /** How often the file is looked at. */
    @WithDefault("5s")
    Duration reload();

    /** Where the dashboard is, for links. */
    Optional<String> dashboardUrl();

    /** Name of the Secret, in the controller's own namespace. */
    @WithDefault("sluice-notifications")
    String secret();

    /** The Secret's namespace; by default the pod's own. */
    Optional<String> namespace();
}
