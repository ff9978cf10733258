package dev.sluice.web.access;

import dev.sluice.demo.LocalCluster;
import dev.sluice.demo.LocalOptions;
import io.fabric8.kubernetes.client.Config;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the application under test a cluster whose API server knows some people. */
public final class GuardedApi implements QuarkusTestResourceLifecycleManager {
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable LocalCluster cluster;
    private @Nullable JudgingApi api;

    @Override
    public void init(Map<String, String> arguments) {
        settings.putAll(arguments);
    }

    @Override
    public Map<String, String> start() {
        cluster = LocalCluster.start(LocalOptions.sample().underLoad(0));
        api = new JudgingApi(cluster.apiServer());
        cluster.clientProperties().forEach(System::setProperty);
        System.setProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY, api.uri());
        settings.put("sluice.web.enabled", "true");
        settings.put("sluice.metrics.auth", "true");
        settings.put("quarkus.http.test-port", "0");
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(api, new TestInjector.MatchesType(JudgingApi.class));
    }

    @Override
    public void stop() {
        if (cluster != null && api != null) {
            cluster.clientProperties().keySet().forEach(System::clearProperty);
            api.close();
            cluster.close();
        }
    }
}
