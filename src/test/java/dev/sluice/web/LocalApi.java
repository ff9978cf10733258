package dev.sluice.web;

import dev.sluice.demo.LocalCluster;
import dev.sluice.demo.LocalOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the application under test a cluster. */
public final class LocalApi implements QuarkusTestResourceLifecycleManager {
    private @Nullable LocalCluster cluster;

    @Override
    public Map<String, String> start() {
        cluster = LocalCluster.start(LocalOptions.sample().underLoad(0));
        // The address of the cluster is fixed at build time for the extension, but not for its client.
        cluster.clientProperties().forEach(System::setProperty);
        return Map.of(
                "sluice.web.enabled", "true",
                "sluice.web.access", "local",
                "quarkus.http.host", "127.0.0.1",
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
