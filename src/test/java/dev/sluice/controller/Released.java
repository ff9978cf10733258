package dev.sluice.controller;

import dev.sluice.demo.LocalCluster;
import dev.sluice.demo.LocalOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole controller over a local cluster with users, and a policy that is in a hurry. */
public final class Released implements QuarkusTestResourceLifecycleManager {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 1s}
              steps: [{weight: 10, hold: 1s}, {weight: 50, hold: 2s}]
              bake: {hold: 1s}
              progressDeadline: 1m
              health: {minSample: 5}
            """;

    private @Nullable LocalCluster cluster;

    @Override
    public Map<String, String> start() {
        LocalOptions sample = LocalOptions.sample();
        cluster = LocalCluster.start(
                new LocalOptions(0, 50, sample.manifests(), POLICY, Duration.ofMillis(50), sample.seed()));
        cluster.clientProperties().forEach(System::setProperty);
        Map<String, String> settings = new HashMap<>();
        settings.put("sluice.web.enabled", "true");
        settings.put("sluice.web.access", "local");
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("sluice.controller.enabled", "true");
        settings.put("sluice.controller.leader-election.enabled", "false");
        settings.put("sluice.controller.look", "200ms");
        settings.put("quarkus.http.test-port", "0");
        return settings;
    }

    @Override
    public void stop() {
        if (cluster != null) {
            cluster.clientProperties().keySet().forEach(System::clearProperty);
            cluster.close();
        }
    }
}
