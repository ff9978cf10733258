package dev.sluice.controller;

import dev.sluice.demo.ClusterWide;
import dev.sluice.demo.LocalCluster;
import dev.sluice.demo.LocalOptions;
import dev.sluice.demo.TroubledApi;
import io.fabric8.kubernetes.client.Config;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole controller over a local cluster whose API server refuses all that is not in one of two namespaces. */
public final class Narrow implements QuarkusTestResourceLifecycleManager {
    /** What it has refused. */
    static final ClusterWide RIGHTS = ClusterWide.but(List.of("default"), List.of("istio-system"));

    /** Of a namespace that the controller is not let into, and of one that it is told of and cannot read. */
    static final String ELSEWHERE = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: %s}
            spec: {routes: [{virtualService: myapp}]}
            """;

    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 1s}
              steps: [{weight: 50, hold: 1s}]
              bake: {hold: 1s}
              progressDeadline: 1m
              health: {minSample: 5}
            """;

    private @Nullable LocalCluster cluster;
    private @Nullable TroubledApi api;
    private Map<String, String> properties = Map.of();

    @Override
    public Map<String, String> start() {
        LocalOptions sample = LocalOptions.sample();
        LocalCluster started = LocalCluster.start(
                new LocalOptions(0, 50, sample.manifests(), POLICY, Duration.ofMillis(50), sample.seed()));
        cluster = started;
        TroubledApi narrow = new TroubledApi(started.apiServer());
        narrow.make(RIGHTS);
        api = narrow;
        properties = new HashMap<>(started.clientProperties());
        properties.put(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY, narrow.uri().toString());
        properties.forEach(System::setProperty);
        return Map.of(
                "sluice.namespaces", "default",
                "sluice.web.enabled", "true",
                "sluice.web.access", "local",
                "quarkus.http.host", "127.0.0.1",
                "sluice.gateways.namespaces", "istio-system",
                "sluice.controller.enabled", "true",
                "sluice.controller.leader-election.enabled", "false",
                "sluice.controller.look", "200ms",
                "quarkus.http.test-port", "0");
    }

    @Override
    public void stop() {
        properties.keySet().forEach(System::clearProperty);
        if (api != null) {
            api.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}
