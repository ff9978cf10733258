package dev.sluice.web.page;

import dev.sluice.demo.LocalCluster;
import dev.sluice.demo.LocalOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The demo with a policy that stays at 50 % until somebody does something about it. */
public final class Watched implements QuarkusTestResourceLifecycleManager {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 1s}
              steps: [{weight: 10, hold: 2s}, {weight: 50, hold: 10m}]
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
        return Map.of(
                "sluice.web.enabled", "true",
                "sluice.web.access", "local",
                "sluice.local", "true",
                "sluice.controller.enabled", "true",
                "sluice.controller.leader-election.enabled", "false",
                "sluice.controller.look", "200ms",
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
