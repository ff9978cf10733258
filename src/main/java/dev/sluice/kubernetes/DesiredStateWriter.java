package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes what a person wants, with that person's own token: the API server takes it from them or refuses it, whatever Sluice may do itself, and
 * its audit log names them. Without a token Sluice's own account writes, which is for the demo.
 */
@ApplicationScoped
public class DesiredStateWriter {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;

    DesiredStateWriter(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Sets what a person wants, unless the Rollout has changed since it was read: what made sense then may make none now.
     *
     * @return false when it has changed, or is gone
     * @throws KubernetesClientException when the API server does not take it; 401 and 403 when it does not take it from this person
     */
    public boolean desire(Optional<String> token, StoredRollout known, Desired desired) {
        ObjectNode patch = JsonMappers.MAPPER.createObjectNode();
        patch.withObject("/metadata")
                .put("resourceVersion", known.raw().getMetadata().getResourceVersion());
        patch.withObject("/spec").put("desired", desired.name());
        try {
            as(
                    token,
                    person -> person.genericKubernetesResources(CrdContexts.ROLLOUT)
                            .inNamespace(known.namespace())
                            .withName(known.name())
                            .patch(MERGE, patch.toString()));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT || e.getCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Asks for a release of the pod template that a Deployment has, though it may have been released before.
     *
     * @throws KubernetesClientException as {@link #desire}
     */
    public void releaseAgain(
            Optional<String> token, String namespace, String deployment, String policy, String attempt) {
        ObjectNode patch = JsonMappers.MAPPER.createObjectNode();
        patch.withObject("/metadata/annotations")
                .put(PodTemplateHash.ROLLOUT, policy)
                .put(PodTemplateHash.ATTEMPT, attempt);
        as(
                token,
                person -> person.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(deployment)
                        .patch(MERGE, patch.toString()));
    }

    private void as(Optional<String> token, Consumer<KubernetesClient> deed) {
        if (token.isEmpty()) {
            deed.accept(client);
            return;
        }
        try (KubernetesClient person = new KubernetesClientBuilder()
                .withConfig(config(client.getConfiguration(), token.get()))
                .withKubernetesSerialization(ApiSerialization.shared())
                .build()) {
            deed.accept(person);
        }
    }

    /** Nothing of Sluice's own but the way to the API server: with its certificate, or its token after a refusal, the deed would be its own. */
    private static Config config(Config own, String token) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(own.getMasterUrl())
                .withTrustCerts(own.isTrustCerts())
                .withDisableHostnameVerification(own.isDisableHostnameVerification())
                .withCaCertFile(own.getCaCertFile())
                .withCaCertData(own.getCaCertData())
                .withTrustStoreFile(own.getTrustStoreFile())
                .withTrustStorePassphrase(own.getTrustStorePassphrase())
                .withHttpProxy(own.getHttpProxy())
                .withHttpsProxy(own.getHttpsProxy())
                .withNoProxy(own.getNoProxy())
                .withProxyUsername(own.getProxyUsername())
                .withProxyPassword(own.getProxyPassword())
                .withTlsVersions(own.getTlsVersions())
                .withHttp2Disable(own.isHttp2Disable())
                .withConnectionTimeout(own.getConnectionTimeout())
                .withRequestTimeout(own.getRequestTimeout())
                .withRequestRetryBackoffLimit(own.getRequestRetryBackoffLimit())
                .build();
        config.setOauthToken(token);
        return config;
    }
}
