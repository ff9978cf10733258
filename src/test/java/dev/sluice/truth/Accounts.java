package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** Who asks the API server: processes of Sluice, and people. */
final class Accounts {
    private Accounts() {}

    /** Writes a kubeconfig with the rights of Sluice's ServiceAccount and no others. */
    static Path kubeconfig(KubernetesClient client, Tools tools, String server, String name) {
        return kubeconfig(client, tools, server, name, "sluice-controller");
    }

    /** The same with those of another ServiceAccount of Sluice's. */
    static Path kubeconfig(KubernetesClient client, Tools tools, String server, String name, String account) {
        return Texts.write(
                tools.logs().resolve("pods").resolve(name + ".kubeconfig"),
                ControlPlane.kubeconfig(server, token(client, TruthCluster.SYSTEM, account)));
    }

    /** Makes a ServiceAccount that stands for a person, and gives a token of it. */
    static String person(TruthCluster cluster, String namespace, String name) {
        cluster.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return token(cluster.client(), namespace, name);
    }

    /** Gives a person a ClusterRole in their namespace. */
    static void grant(TruthCluster cluster, String namespace, String name, String role) {
        cluster.kubectl(
                "-n",
                namespace,
                "create",
                "rolebinding",
                name,
                "--clusterrole=" + role,
                "--serviceaccount=" + namespace + ":" + name);
    }

    private static String token(KubernetesClient client, String namespace, String account) {
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(36_000L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }
}
