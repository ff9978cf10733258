package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** What a controller process starts with. */
final class Accounts {
    private Accounts() {}

    /** Writes a kubeconfig with the rights of Sluice's ServiceAccount and no others. */
    static Path kubeconfig(KubernetesClient client, Tools tools, String server, String name) {
        String token = client.serviceAccounts()
                .inNamespace(Cluster.SYSTEM)
                .withName("sluice-controller")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(36_000L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        return Texts.write(
                tools.logs().resolve("pods").resolve(name + ".kubeconfig"), ControlPlane.kubeconfig(server, token));
    }

    /** The java that runs this. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
