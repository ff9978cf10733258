package dev.sluice.web.page;

import dev.sluice.demo.LocalCluster;
import dev.sluice.demo.LocalOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The demo as everybody runs it. */
public final class Shown implements QuarkusTestResourceLifecycleManager {
    private @Nullable LocalCluster cluster;

    @Override
    public Map<String, String> start() {
        cluster = LocalCluster.start(LocalOptions.sample());
        cluster.clientProperties().forEach(System::setProperty);
        return Map.of(
                "sluice.web.enabled", "true",
                "sluice.web.access", "local",
                "sluice.local", "true",
                "sluice.controller.enabled", "true",
                "sluice.controller.leader-election.enabled", "false",
                "quarkus.http.test-port", "0");
    }

    @Override
    public void stop() {
        if (cluster != null) {
            cluster.clientProperties().keySet().forEach(System::clearProperty);
            cluster.close();
        }
    }
}
