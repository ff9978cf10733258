package dev.sluice.notification;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Secret, read by its name when something is sent, and kept for a minute. */
public final class KubernetesSecretSource implements SecretSource {
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final int FORBIDDEN = 403;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final InstantSource clock;
    private @Nullable Copy copy;

    /** Of this Secret; nothing is read before it is needed. */
    public KubernetesSecretSource(KubernetesClient client, String namespace, String name, InstantSource clock) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.clock = clock;
    }

    @Override
    public String get(String key) throws Missing, IOException {
        String value = data().get(key);
        if (value == null) {
            throw new Missing("Secret " + namespace + "/" + name + " has no key " + key + "; add it: kubectl -n "
                    + namespace + " edit secret " + name);
        }
        try {
            return new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Missing("key " + key + " of Secret " + namespace + "/" + name + " is not base64; write it anew");
        }
    }

    /** An old copy is better than none while the API server does not answer. */
    private synchronized Map<String, String> data() throws Missing, IOException {
        Instant now = clock.instant();
        Copy known = copy;
        if (known != null && now.isBefore(known.read().plus(FRESH))) {
            return known.data();
        }
        try {
            Copy fresh = new Copy(read(), now);
            copy = fresh;
            return fresh.data();
        } catch (RuntimeException e) {
            if (e instanceof KubernetesClientException refused && refused.getCode() == FORBIDDEN) {
                throw new Missing("Secret " + namespace + "/" + name
                        + " may not be read; apply the component kubernetes/notifications");
            }
            if (known != null) {
                return known.data();
            }
            throw new IOException("Secret " + namespace + "/" + name + " cannot be read now ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private Map<String, String> read() throws Missing {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            throw new Missing("Secret " + namespace + "/" + name + " does not exist; create it: kubectl -n " + namespace
                    + " create secret generic " + name + " --from-literal=KEY=VALUE");
        }
        return Optional.ofNullable(secret.getData()).map(Map::copyOf).orElse(Map.of());
    }

    private record Copy(Map<String, String> data, Instant read) {}
}
