package dev.sluice.cli.cluster;

import dev.sluice.kubernetes.StoredPolicy;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deployments by what people call them. */
public final class Deployments {
    /** Asks Sluice for a release; its value is a policy's name. */
    public static final String ROLLOUT = "sluice.dev/rollout";

    private final Cluster cluster;

    /** In this cluster. */
    public Deployments(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Finds one.
     *
     * @param name as people write it, with or without its kind: deploy/NAME
     * @throws CliException when another kind is named
     * @throws CliException.NotFound when there is none, with names that are near
     */
    public Deployment named(String name) {
        int slash = name.indexOf('/');
        String kind = slash < 0 ? "deploy" : name.substring(0, slash);
        if (!List.of("deploy", "deployment", "deployments", "deployment.apps", "deployments.apps")
                .contains(kind)) {
            throw new CliException(name + " is no Deployment; write deploy/NAME");
        }
        return find(name.substring(slash + 1)).orElseThrow(() -> missing(name.substring(slash + 1)));
    }

    /** One of that very name; empty when it is gone. */
    public Optional<Deployment> find(String name) {
        var found = cluster.client()
                .apps()
                .deployments()
                .inNamespace(cluster.home())
                .withName(name);
        return Optional.ofNullable(
                cluster.ask(new ApiRequestDescription("get", "deployments.apps", cluster.home()), found::get));
    }

    /** All of the namespace. */
    public List<Deployment> all() {
        var all = cluster.client().apps().deployments().inNamespace(cluster.home());
        return cluster.ask(
                new ApiRequestDescription("list", "deployments.apps", cluster.home()),
                () -> all.list().getItems());
    }

    /** The policy that a Deployment names; empty when it names none. */
    public static Optional<String> policy(Deployment deployment) {
        return Optional.ofNullable(deployment.getMetadata().getAnnotations())
                .map((Map<String, String> annotations) -> annotations.get(ROLLOUT))
                .filter(name -> !name.isEmpty());
    }

    /**
     * Which policy a Deployment is released by, where that is plain to see.
     *
     * @param asked the one that was named; empty for none
     * @return its name
     * @throws CliException when there is none, or more than one that could be meant
     */
    public String policyOf(Deployment deployment, Optional<String> asked) {
        List<StoredPolicy> policies = cluster.find().policies();
        List<String> names = policies.stream().map(StoredPolicy::name).toList();
        Optional<String> wanted = asked.or(() -> policy(deployment));
        if (names.isEmpty()) {
            throw new CliException("there is no RolloutPolicy in namespace " + cluster.home()
                    + "; apply one first (kubectl apply -f), as in policies/myapp.yaml");
        }
        if (wanted.isPresent() && !names.contains(wanted.get())) {
            throw new CliException("there is no RolloutPolicy " + wanted.get() + " in namespace " + cluster.home()
                    + "; there are " + String.join(", ", names));
        }
        if (wanted.isEmpty() && names.size() > 1) {
            throw new CliException(names.size() + " policies are in namespace " + cluster.home()
                    + "; choose one with --policy: " + String.join(", ", names));
        }
        return wanted.orElse(names.getFirst());
    }

    private CliException.NotFound missing(String name) {
        List<String> names =
                all().stream().map(one -> one.getMetadata().getName()).sorted().toList();
        List<String> near = NameSuggestions.of(name, names);
        String hint = !near.isEmpty()
                ? "; did you mean " + String.join(" or ", near) + "?"
                : names.isEmpty() ? "; there are none at all" : "; there are " + String.join(", ", names);
        return new CliException.NotFound("there is no Deployment " + name + " in namespace " + cluster.home() + hint);
    }
}
