package dev.sluice.store;

import dev.sluice.policy.UntrustedInput;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.function.UnaryOperator;

/** Where a watch keeps what is read of objects: a cluster's objects are large, and whoever writes them can make them larger. */
public final class LeanStore<T extends HasMetadata> extends BasicItemStore<T> {
    private final UnaryOperator<T> lean;

    private LeanStore(UnaryOperator<T> lean) {
        super(Cache::metaNamespaceKeyFunc);
        this.lean = lean;
    }

    /** For policies. */
    public static ItemStore<GenericKubernetesResource> policies() {
        return new LeanStore<>(LeanResource::of);
    }

    /** For Rollouts, without their recordings. */
    public static ItemStore<GenericKubernetesResource> rollouts() {
        return new LeanStore<>(LeanResource::withoutRecording);
    }

    /** For Deployments. */
    public static ItemStore<Deployment> deployments() {
        return new LeanStore<>(LeanDeployment::of);
    }

    /** The same of a single object, for who keeps it elsewhere. */
    public static GenericKubernetesResource lean(GenericKubernetesResource whole) {
        return LeanResource.of(whole);
    }

    @Override
    public T put(String key, T whole) {
        // One of which nobody can make sense is kept as it is, and told by those who read it.
        return super.put(key, UntrustedInput.read(() -> lean.apply(whole), _ -> whole));
    }
}
