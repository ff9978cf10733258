package dev.sluice.cli.doctor;

import dev.sluice.cli.cluster.AllNamespaces;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.policy.ManagedNamespaces;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Deployments that ask for a release and get none: their policy is missing, or the controller says what is in the way. */
record PendingReleaseCheck(
        KubernetesClient client,
        ManagedNamespaces managed,
        Optional<String> namespace,
        Set<String> policies,
        Set<String> released)
        implements Check {
    /**
     * Copies.
     *
     * @param managed where the controller looks
     * @param policies namespace and name of each policy
     * @param released uid of each Deployment that some Rollout knows
     */
    PendingReleaseCheck {
        policies = Set.copyOf(policies);
        released = Set.copyOf(released);
    }

    @Override
    public String name() {
        return "annotated Deployments";
    }

    @Override
    public List<CheckResult> look() {
        List<Deployment> annotated = deployments().stream()
                .filter(one -> Deployments.policy(one).isPresent())
                .toList();
        List<CheckResult> findings = new ArrayList<>();
        annotated.forEach(deployment -> finding(deployment).ifPresent(findings::add));
        if (findings.isEmpty()) {
            findings.add(CheckResult.ok(
                    name(),
                    annotated.isEmpty()
                            ? "none; kubectl annotate deployment NAME " + Deployments.ROLLOUT + "=POLICY releases one"
                            : annotated.size()
                                    + (annotated.size() == 1 ? ", nothing in its way" : ", nothing in their way")));
        }
        return findings;
    }

    private List<Deployment> deployments() {
        var all = client.apps().deployments();
        return namespace.isPresent()
                ? all.inNamespace(namespace.get()).list().getItems()
                : AllNamespaces.list(client, all);
    }

    private Optional<CheckResult> finding(Deployment deployment) {
        String namespace = deployment.getMetadata().getNamespace();
        String name = deployment.getMetadata().getName();
        String policy = Deployments.policy(deployment).orElseThrow();
        String check = "Deployment " + namespace + "/" + name;
        if (!managed.manage(namespace)) {
            return Optional.of(Unmanaged.finding(check, namespace, managed));
        }
        if (!policies.contains(namespace + "/" + policy)) {
            return Optional.of(CheckResult.fail(
                    check,
                    "names RolloutPolicy " + policy + ", which does not exist in its namespace",
                    "apply the policy, or mend the annotation " + Deployments.ROLLOUT));
        }
        if (released.contains(deployment.getMetadata().getUid())) {
            return Optional.empty();
        }
        return refusal(namespace, name)
                .map(event -> CheckResult.fail(check, "cannot be released: " + event.getMessage(), ""));
    }

    private Optional<Event> refusal(String namespace, String name) {
        return client
                .v1()
                .events()
                .inNamespace(namespace)
                .withFields(Map.of(
                        "involvedObject.kind", "Deployment", "involvedObject.name", name, "reason", "CannotRelease"))
                .list()
                .getItems()
                .stream()
                .filter(event -> "CannotRelease".equals(event.getReason()))
                .filter(event -> name.equals(event.getInvolvedObject().getName()))
                .max(Comparator.comparing(event -> Objects.requireNonNullElse(event.getLastTimestamp(), "")));
    }
}
