package dev.sluice.cli.doctor;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.cli.cluster.ObjectPages;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
        boolean every,
        Set<String> released)
        implements CheckRunner.Check {
    /**
     * Copies.
     *
     * @param managed where the controller looks
     * @param policies namespace and name of each policy
     * @param every whether these are all
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
        ObjectPages<Deployment> annotated = ObjectPages.of(
                client,
                client.apps().deployments(),
                namespace,
                one -> Deployments.policy(one).map(_ -> one));
        List<CheckResult> findings = new ArrayList<>();
        annotated.items().forEach(deployment -> finding(deployment).ifPresent(findings::add));
        if (!annotated.all()) {
            findings.add(CheckResult.warn(
                    name(),
                    String.format(
                            Locale.ROOT,
                            "more Deployments than the %,d that are read; the rest was not looked at",
                            ObjectPages.MOST),
                    namespace.isPresent()
                            ? ""
                            : "look at one namespace after the other: sluice doctor --namespace NAMESPACE"));
        }
        if (findings.isEmpty()) {
            int count = annotated.items().size();
            findings.add(CheckResult.ok(
                    name(),
                    count == 0
                            ? "none; kubectl annotate deployment NAME " + Deployments.ROLLOUT + "=POLICY releases one"
                            : count + (count == 1 ? ", nothing in its way" : ", nothing in their way")));
        }
        return findings;
    }

    private Optional<CheckResult> finding(Deployment deployment) {
        String namespace = deployment.getMetadata().getNamespace();
        String name = deployment.getMetadata().getName();
        String policy = Deployments.policy(deployment).orElseThrow();
        String check = "Deployment " + namespace + "/" + name;
        if (!managed.manage(namespace)) {
            return Optional.of(CheckResult.unmanaged(check, namespace, managed));
        }
        if (every && !policies.contains(namespace + "/" + policy)) {
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
