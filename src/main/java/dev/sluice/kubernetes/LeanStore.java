package dev.sluice.kubernetes;

import dev.sluice.api.UntrustedInput;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where a watch keeps what is read of objects: a cluster's objects are large, and whoever writes them can make them larger, and more of them. Of those that
 * come when a namespace has as much as is kept, little more than the name is: that they are there, and which they are.
 */
public final class LeanStore<T extends HasMetadata> extends BasicItemStore<T> {
    /** Characters of the policies of one namespace; what is empty counts by the memory that it takes. A character is about two bytes of it. */
    static final long POLICIES = 4L << 20;

    /** The same of its Deployments, of which there is one for each version of an app. */
    static final long DEPLOYMENTS = 8L << 20;

    /** The same of its Rollouts that are not over, and of all that are shown: many times those that may go on in it at one time. */
    static final long ROLLOUTS = 16L << 20;

    /** Characters that one counts for of which nobody can make sense, and which is kept as it is. */
    static final long SENSELESS = 1L << 20;

    private static final Logger LOG = Logger.getLogger(LeanStore.class);

    private final long most;
    private final UnaryOperator<T> lean;
    private final ToLongFunction<T> weight;
    private final UnaryOperator<T> bare;
    /** Of each namespace, the characters that are kept of it. */
    private final Map<String, Long> characters = new ConcurrentHashMap<>();
    /** Of each namespace, how many are kept bare. */
    private final Map<String, Integer> crowded = new ConcurrentHashMap<>();

    private LeanStore(long most, UnaryOperator<T> lean, ToLongFunction<T> weight, UnaryOperator<T> bare) {
        super(Cache::metaNamespaceKeyFunc);
        this.most = most;
        this.lean = lean;
        this.weight = weight;
        this.bare = bare;
    }

    /** For policies. One that is kept bare reads as one that cannot be used. */
    public static LeanStore<GenericKubernetesResource> policies() {
        return new LeanStore<>(
                POLICIES,
                LeanResource::of,
                one -> one instanceof LeanResource known ? known.weight() : SENSELESS,
                LeanResource::bare);
    }

    /** For Rollouts that people look at, those that are over too, without their recordings. Of those that come when there are very many, the same as by {@link #rollouts} is kept. */
    public static LeanStore<GenericKubernetesResource> shownRollouts() {
        return new LeanStore<>(ROLLOUTS, LeanResource::withoutRecording, LeanStore::rollout, RolloutBrief::ofCrowd);
    }

    /**
     * For Rollouts, without their recordings. Of those that are over, and of all that come when the namespace has as much as is kept, that alone is kept
     * by which others are decided on: {@link StoredRollout#brief()}.
     */
    public static LeanStore<GenericKubernetesResource> rollouts() {
        return new LeanStore<>(ROLLOUTS, RolloutBrief::ofOver, LeanStore::rollout, RolloutBrief::ofCrowd);
    }

    private static long rollout(GenericKubernetesResource one) {
        return switch (one) {
            case RolloutBrief _ -> 0;
            case LeanResource known -> known.weightOfAll();
            default -> SENSELESS;
        };
    }

    /** For Deployments. See {@link #bare} for those that are kept bare. */
    public static LeanStore<Deployment> deployments() {
        return new LeanStore<>(
                DEPLOYMENTS,
                LeanDeployment::of,
                one -> one instanceof LeanDeployment known ? known.weight() : SENSELESS,
                LeanDeployment::bare);
    }

    /** Whether little more than the name is kept of a Deployment. */
    public static boolean bare(Deployment one) {
        return one instanceof LeanDeployment known && known.crowded();
    }

    /** Why some Deployments of a namespace are kept bare, and the cure. */
    public static String crowdOfDeployments(String namespace) {
        return String.format(
                Locale.ROOT,
                "namespace %1$s has more Deployments than are looked into (%2$,d characters of labels, containers and the like), and the serving"
                        + " version may be one of the rest; delete some, then have all of them told anew:"
                        + " kubectl -n %1$s annotate deployments --all --overwrite sluice.dev/told=$(date +%%s)",
                namespace,
                DEPLOYMENTS);
    }

    /** Why a policy is kept bare, and the cure. */
    static String crowdOfPolicies(String namespace) {
        return String.format(
                Locale.ROOT,
                "namespace %s has more RolloutPolicies than are looked into (%,d characters of them); delete some, then change this one",
                namespace,
                POLICIES);
    }

    /** Whether some objects of a namespace are kept bare. */
    public boolean crowded(String namespace) {
        return crowded.containsKey(namespace);
    }

    @Override
    public synchronized @Nullable T put(String key, T whole) {
        // One of which nobody can make sense is kept as it is, and told by those who read it.
        T kept = UntrustedInput.read(() -> lean.apply(whole), _ -> whole);
        T before = get(key);
        String namespace = namespace(key);
        long others = characters.getOrDefault(namespace, 0L) - weight(before);
        long own = weight(kept);
        T fitting = others + own <= most ? kept : bare.apply(kept);
        count(namespace, before, fitting);
        return super.put(key, fitting);
    }

    @Override
    public synchronized @Nullable T remove(String key) {
        count(namespace(key), get(key), null);
        return super.remove(key);
    }

    private void count(String namespace, @Nullable T before, @Nullable T after) {
        long more = weight(after) - weight(before);
        if (more != 0) {
            characters.merge(namespace, more, (a, b) -> a + b == 0 ? null : a + b);
        }
        int bares = number(after) - number(before);
        if (bares != 0) {
            Integer now = crowded.merge(namespace, bares, (a, b) -> a + b == 0 ? null : a + b);
            if (now != null && now == 1 && bares > 0) {
                LOG.warnf(
                        "namespace %s has more objects of kind %s than are looked into: of some the name alone is kept",
                        namespace, after == null ? "" : after.getKind());
            }
        }
    }

    private long weight(@Nullable T one) {
        return one == null ? 0 : weight.applyAsLong(one);
    }

    private static <T> int number(@Nullable T one) {
        boolean bare = (one instanceof LeanDeployment deployment && deployment.crowded())
                || (one instanceof LeanResource resource && resource.crowded())
                || (one instanceof RolloutBrief rollout && rollout.crowded());
        return bare ? 1 : 0;
    }

    private static String namespace(String key) {
        return key.substring(0, Math.max(0, key.indexOf('/')));
    }
}
