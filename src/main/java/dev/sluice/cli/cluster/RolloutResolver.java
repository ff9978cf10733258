package dev.sluice.cli.cluster;

import static java.util.stream.Collectors.joining;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds Rollouts and policies by what people call them. */
public final class RolloutResolver {
    private static final Comparator<StoredRollout> NEWEST = Comparator.comparing(StoredRollout::active)
            .thenComparing(StoredRollout.BY_AGE)
            .reversed();

    /** As kubectl takes them. */
    private static final Set<String> KINDS = Set.of(
            "rollout",
            "rollouts",
            "rollouts.sluice.dev",
            "rollout.sluice.dev",
            "slr",
            "rolloutpolicy",
            "rolloutpolicies",
            "rolloutpolicy.sluice.dev",
            "rolloutpolicies.sluice.dev",
            "slp");

    private final Cluster cluster;

    RolloutResolver(Cluster cluster) {
        this.cluster = cluster;
    }

    /** All Rollouts of the namespace, or of all; active ones first, then the newest. */
    public List<StoredRollout> rollouts() {
        return list(CrdContexts.ROLLOUT, cluster.namespace()).stream()
                .flatMap(raw -> RolloutClient.read(raw).stream())
                .sorted(NEWEST)
                .toList();
    }

    /** All policies of the namespace, or of all, by name. */
    public List<StoredPolicy> policies() {
        return list(CrdContexts.POLICY, cluster.namespace()).stream()
                .map(PolicyClient::read)
                .sorted(Comparator.comparing(StoredPolicy::namespace).thenComparing(StoredPolicy::name))
                .toList();
    }

    /**
     * The Rollout of that name; else the active or newest one of the policy of that name.
     *
     * @param name as people write it, perhaps with its kind before it; null for the only active one
     * @throws CliException.NotFound when there is none, with what there is
     * @throws CliException when no name is given and several are active
     */
    public StoredRollout rollout(@Nullable String name) {
        return rollout(rollouts(), name);
    }

    /**
     * The same, and where no name is given and none is active, the newest.
     *
     * @throws CliException.NotFound when there is none, with what there is
     */
    public StoredRollout newest(@Nullable String name) {
        try {
            return rollout(name);
        } catch (CliException.NotFound e) {
            if (name != null) {
                throw e;
            }
            return rollouts().stream().findFirst().orElseThrow(() -> e);
        }
    }

    /**
     * The same; empty while it has still to come.
     *
     * @throws CliException.NotFound when it never will, since there is no policy of that name
     * @throws CliException when no name is given and several are active
     */
    public Optional<StoredRollout> awaited(@Nullable String name) {
        try {
            return Optional.of(rollout(name));
        } catch (CliException.NotFound e) {
            if (name != null && !isPolicy(name.substring(name.indexOf('/') + 1))) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private StoredRollout rollout(List<StoredRollout> all, @Nullable String name) {
        if (name == null) {
            return active(all);
        }
        String wanted = plain(name);
        return all.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .or(() -> ofPolicy(all, wanted).stream().findFirst())
                .orElseThrow(() -> missing(wanted, all));
    }

    /**
     * All Rollouts of an app, the newest first.
     *
     * @param name a policy, or one of its Rollouts; null for the only policy that has any
     * @throws CliException.NotFound when there is none, with what there is
     */
    public List<StoredRollout> history(@Nullable String name) {
        List<StoredRollout> all = rollouts();
        if (name == null) {
            List<String> policies =
                    all.stream().map(one -> one.spec().policy()).distinct().toList();
            return policies.size() > 1 ? ofPolicy(all, rollout(all, null).spec().policy()) : all;
        }
        String wanted = plain(name);
        String policy = all.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .map(one -> one.spec().policy())
                .orElse(wanted);
        List<StoredRollout> found = ofPolicy(all, policy);
        if (found.isEmpty()) {
            throw missing(wanted, all);
        }
        return found;
    }

    private List<GenericKubernetesResource> list(ResourceDefinitionContext kind, Optional<String> namespace) {
        ApiRequestDescription ask =
                new ApiRequestDescription("list", kind.getPlural() + "." + kind.getGroup(), namespace.orElse(""));
        var all = cluster.client().genericKubernetesResources(kind);
        return cluster.ask(
                ask,
                () -> namespace.isPresent()
                        ? all.inNamespace(namespace.get()).list().getItems()
                        : AllNamespaces.list(cluster.client(), all));
    }

    private static List<StoredRollout> ofPolicy(List<StoredRollout> all, String policy) {
        return all.stream().filter(one -> one.spec().policy().equals(policy)).toList();
    }

    private StoredRollout active(List<StoredRollout> all) {
        List<StoredRollout> active = all.stream().filter(StoredRollout::active).toList();
        if (active.size() == 1) {
            return active.getFirst();
        }
        if (active.isEmpty()) {
            throw new CliException.NotFound("no rollout is active" + where() + "; name one" + known(all));
        }
        throw new CliException(active.size() + " rollouts are active" + where() + "; name one of them: "
                + active.stream().map(StoredRollout::name).collect(joining(", ")));
    }

    private CliException.NotFound missing(String wanted, List<StoredRollout> all) {
        return new CliException.NotFound(
                isPolicy(wanted)
                        ? "policy " + wanted + " has no Rollout yet" + where() + "; begin one with: "
                                + cluster.command("release", "deploy/NAME", "--policy", wanted)
                        : "there is no Rollout and no policy " + wanted + where() + near(wanted, all));
    }

    private boolean isPolicy(String wanted) {
        return policies().stream().anyMatch(one -> one.name().equals(wanted));
    }

    private static String near(String wanted, List<StoredRollout> all) {
        List<String> near = NameSuggestions.of(wanted, names(all).toList());
        return near.isEmpty() ? known(all) : "; did you mean " + String.join(" or ", near) + "?";
    }

    private static String known(List<StoredRollout> all) {
        List<String> policies = all.stream()
                .map(one -> one.spec().policy())
                .distinct()
                .sorted()
                .limit(10)
                .toList();
        return policies.isEmpty()
                ? "; there are no Rollouts at all"
                : "; there are Rollouts of " + String.join(", ", policies);
    }

    private static Stream<String> names(List<StoredRollout> all) {
        return Stream.concat(
                        all.stream().map(one -> one.spec().policy()),
                        all.stream().map(StoredRollout::name))
                .distinct();
    }

    private String where() {
        return cluster.namespace().map(name -> " in namespace " + name).orElse(" in any namespace");
    }

    /** Without its kind. What else stands before a slash is a namespace to most people, and to steer in another one would be worse than nothing. */
    private static String plain(String name) {
        int slash = name.indexOf('/');
        if (slash >= 0 && !KINDS.contains(name.substring(0, slash).toLowerCase(Locale.ROOT))) {
            throw new CliException(
                    name + ": " + name.substring(0, slash) + " is neither rollout nor rolloutpolicy; if it is the"
                            + " namespace, write " + name.substring(slash + 1) + " -n " + name.substring(0, slash));
        }
        return name.substring(slash + 1);
    }
}
