package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.demo.BareApi;
import dev.sluice.demo.LocalKubeconfig;
import dev.sluice.kubernetes.StoredRollout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AwaitedRolloutTest {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: checkout, namespace: shop}
            spec: {routes: [{virtualService: checkout}]}
            """;
    private static final String OVER =
            Acts.promoted.yaml().replace("finalizers: [sluice.dev/traffic]", "finalizers: []");

    @Test
    void policyWithoutAReleaseIsWaitedFor() {
        assertThat(look(POLICY, "checkout")).isEmpty();
    }

    @Test
    void nameThatNothingHasIsNotWaitedFor() {
        assertThatThrownBy(() -> look(POLICY, "chekout"))
                .isInstanceOf(CliException.NotFound.class)
                .hasMessageContaining("there is no Rollout and no policy chekout");
    }

    @Test
    void withoutANameOneThatIsOverIsNotIt() {
        assertThat(look(OVER, null)).isEmpty();
    }

    @Test
    void withoutANameTheActiveOneIsIt() {
        assertThat(look(Acts.holding.yaml(), null)).map(StoredRollout::name).contains("checkout-0c9f3b1a77");
    }

    private static Optional<StoredRollout> look(String yaml, @Nullable String name) {
        ClusterOptions options = new ClusterOptions();
        try (BareApi api = new BareApi(yaml)) {
            CommandLine.populateCommand(
                    options, "--kubeconfig", LocalKubeconfig.write(api.uri()).toString(), "-n", "shop");
            try (Cluster cluster = options.open()) {
                return cluster.find().awaited(name);
            }
        }
    }
}
