package dev.sluice.cli.doctor;

import dev.sluice.mesh.Installed;
import dev.sluice.policy.Namespaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Decides what to look at: the API server first, then the cluster, then each policy. */
public final class Checkup {
    private final KubernetesClient client;
    private final InstantSource clock;
    private final Scope scope;
    private final Round round;

    /**
     * What to look at.
     *
     * @param namespace whose policies; empty for those of all namespaces
     * @param policy the only policy of the cluster; empty for all
     * @param files policies of files, which need not be applied; where there are some, they alone
     */
    public record Scope(Optional<String> namespace, Optional<String> policy, List<Subject> files) {
        /** Copies. */
        public Scope {
            files = List.copyOf(files);
        }
    }

    /** @param patience how long a check may take */
    public Checkup(KubernetesClient client, InstantSource clock, Scope scope, Duration patience) {
        this.client = client;
        this.clock = clock;
        this.scope = scope;
        this.round = new Round(patience);
    }

    /** Looks at everything. */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>(round.of(List.of(new ApiServer(client))));
        if (findings.getFirst().result() == Result.fail) {
            findings.add(Finding.skip("everything else", "the API server has to answer first"));
            return findings;
        }
        findings.addAll(round.of(cluster()));
        findings.addAll(policies());
        return findings;
    }

    private String home() {
        return scope.namespace()
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
    }

    private List<Check> cluster() {
        return List.of(
                new IstioKinds(client),
                new Istiod(client),
                new SluiceKinds(client),
                new Controller(client, clock),
                new ControllerRights(client),
                new YourRights(client, home()));
    }

    private List<Finding> policies() {
        AtomicReference<Optional<Inventory>> read = new AtomicReference<>(Optional.empty());
        List<Finding> findings = new ArrayList<>(round.of(
                List.of(new Reading(client, scope.namespace(), home(), found -> read.set(Optional.of(found))))));
        read.get().ifPresent(inventory -> findings.addAll(policies(inventory)));
        return findings;
    }

    private List<Finding> policies(Inventory inventory) {
        List<Check> checks = new ArrayList<>();
        List<Subject> subjects = subjects(inventory);
        List<Finding> findings = new ArrayList<>();
        CounterSource source = new CounterSource(client);
        Namespaces managed = Installed.of(client).namespaces();
        if (!Installed.seen(client)) {
            findings.add(
                    Finding.skip(
                            "settings of Sluice",
                            "you may not see its Deployment, so it is taken to look into all namespaces and to trust the usual gateways"));
        }
        for (Subject subject : subjects) {
            if (managed.manage(subject.namespace())) {
                checks.add(new PolicyReady(client, subject));
                checks.add(new Doors(client, source, subject));
                checks.add(new LentHeaders(client, subject));
            } else {
                findings.add(Unmanaged.finding("policy " + subject.key(), subject.namespace(), managed));
            }
        }
        checks.add(new Annotated(client, managed, inventory.namespace(), inventory.names(), inventory.released()));
        if (subjects.isEmpty()) {
            findings.add(missing(inventory.namespace()));
        }
        findings.addAll(round.of(checks));
        return findings.stream().distinct().toList();
    }

    private List<Subject> subjects(Inventory inventory) {
        if (!scope.files().isEmpty()) {
            return scope.files();
        }
        return inventory.subjects().stream()
                .filter(subject ->
                        scope.policy().isEmpty() || scope.policy().get().equals(subject.name()))
                .toList();
    }

    private Finding missing(Optional<String> namespace) {
        String where = namespace.map(name -> " in namespace " + name).orElse("");
        return scope.policy()
                .map(name -> Finding.fail("policy " + name, "does not exist" + where, "kubectl get slp -A lists them"))
                .orElseGet(() -> Finding.warn(
                        "policies",
                        "none yet" + where,
                        "kubectl apply -f one; README.md begins with one of five lines"));
    }
}
