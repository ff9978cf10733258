package dev.sluice.controller;

import dev.sluice.demo.LocalCluster;
import dev.sluice.demo.LocalOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole controller over a local cluster with the sample's app and a shop beside it. */
public final class TwoApps implements QuarkusTestResourceLifecycleManager {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: %s, namespace: default}
            spec:
              routes: [{virtualService: %s}]
              preflight: {hold: 100ms}
              steps: [{weight: 10, hold: 100ms}, {weight: 50, hold: 1s}]
              bake: {hold: 100ms}
              progressDeadline: 1m
              health: {minSample: 5}
            """;

    private @Nullable LocalCluster cluster;

    static String policy(String app) {
        return POLICY.formatted(app, app);
    }

    @Override
    public Map<String, String> start() {
        LocalOptions sample = LocalOptions.sample();
        String app = sample.manifests().replace("hosts: [\"*\"]\n  gateways", "hosts: [\"myapp.test\"]\n  gateways");
        String shop = app.replace("myapp", "shop").replace("app-gateway", "shop-gateway");
        cluster = LocalCluster.start(new LocalOptions(
                0,
                0,
                app + "\n---\n" + shop,
                policy("myapp") + "---\n" + policy("shop"),
                Duration.ofMillis(20),
                sample.seed()));
        cluster.clientProperties().forEach(System::setProperty);
        Map<String, String> settings = new HashMap<>();
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
