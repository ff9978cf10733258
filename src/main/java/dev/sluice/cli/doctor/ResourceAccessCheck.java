package dev.sluice.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads what there is to look at; it has something to say only when not all can be read.
 *
 * @param namespace whose; empty for all
 * @param home the one that is left to whoever may not see all
 * @param found takes it
 */
record ResourceAccessCheck(
        KubernetesClient client, Optional<String> namespace, String home, Consumer<ClusterInventory> found)
        implements CheckRunner.Check {
    @Override
    public String name() {
        return "policies";
    }

    @Override
    public List<CheckResult> look() {
        try {
            found.accept(ClusterInventory.read(client, namespace));
            return List.of();
        } catch (KubernetesClientException e) {
            if (namespace.isPresent() || e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            found.accept(ClusterInventory.read(client, Optional.of(home)));
            return List.of(CheckResult.skip(
                    "policies elsewhere",
                    "you may not list those of all namespaces, so only " + home + " was looked at"));
        }
    }
}
