package dev.sluice.cli.doctor;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.traffic.istio.InstalledSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Decides what to look at: the API server first, then the cluster, then each policy. */
final class CheckPlan {
    private final KubernetesClient client;
    private final PlatformChecks platform;
    private final InstantSource clock;
    private final Scope scope;
    private final CheckRunner round;

    /**
     * What to look at.
     *
     * @param namespace whose policies; empty for those of all namespaces
     * @param policy the only policy of the cluster; empty for all
     * @param files policies of files, which need not be applied; where there are some, they alone
     */
    record Scope(Optional<String> namespace, Optional<String> policy, List<PolicyUnderTest> files) {
        /** Copies. */
        Scope {
            files = List.copyOf(files);
        }
    }

    /** @param patience how long a check may take */
    CheckPlan(KubernetesClient client, InstantSource clock, Scope scope, Duration patience) {
        this.client = client;
        this.platform = new PlatformChecks(client);
        this.clock = clock;
        this.scope = scope;
        this.round = new CheckRunner(patience);
    }

    /** Looks at everything. */
    List<CheckResult> examine() {
        List<CheckResult> findings = new ArrayList<>(round.of(List.of(platform.apiServer())));
        if (findings.getFirst().result() == CheckResult.Status.fail) {
            findings.add(CheckResult.skip("everything else", "the API server has to answer first"));
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

    private List<CheckRunner.Check> cluster() {
        List<CheckRunner.Check> checks = new ArrayList<>(platform.others());
        checks.addAll(List.of(
                new ControllerCheck(client, clock),
                new ControllerRightsCheck(client),
                new UserRightsCheck(client, home())));
        return checks;
    }

    private List<CheckResult> policies() {
        AtomicReference<Optional<ClusterInventory>> read = new AtomicReference<>(Optional.empty());
        List<CheckResult> findings = new ArrayList<>(round.of(List.of(
                CheckRunner.Check.of("policies", () -> read(found -> read.set(Optional.of(found)))))));
        read.get().ifPresent(inventory -> findings.addAll(policies(inventory)));
        return findings;
    }

    /** Reads what there is to look at; it has something to say only when not all can be read. */
    private List<CheckResult> read(Consumer<ClusterInventory> found) {
        try {
            found.accept(ClusterInventory.read(client, scope.namespace()));
            return List.of();
        } catch (KubernetesClientException e) {
            if (scope.namespace().isPresent() || e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            found.accept(ClusterInventory.read(client, Optional.of(home())));
            return List.of(CheckResult.skip(
                    "policies elsewhere",
                    "you may not list those of all namespaces, so only " + home() + " was looked at"));
        }
    }

    private List<CheckResult> policies(ClusterInventory inventory) {
        List<CheckRunner.Check> checks = new ArrayList<>();
        List<PolicyUnderTest> subjects = subjects(inventory);
        List<CheckResult> findings = new ArrayList<>();
        GatewayMetricsFetcher source = new GatewayMetricsFetcher(client);
        ManagedNamespaces managed = InstalledSettings.of(client).namespaces();
        if (!InstalledSettings.seen(client)) {
            findings.add(
                    CheckResult.skip(
                            "settings of Sluice",
                            "you may not see its Deployment, so it is taken to look into all namespaces and to trust the usual gateways"));
        }
        for (PolicyUnderTest subject : subjects) {
            if (managed.manage(subject.namespace())) {
                checks.add(new PolicyReadyCheck(client, subject));
                checks.add(new GatewayCheck(client, source, subject));
                checks.add(new ProbeSecretsCheck(client, subject));
            } else {
                findings.add(CheckResult.unmanaged("policy " + subject.key(), subject.namespace(), managed));
            }
        }
        checks.add(new PendingReleaseCheck(
                client,
                managed,
                inventory.namespace(),
                inventory.names(),
                inventory.policies().all(),
                inventory.released()));
        findings.addAll(inventory.cut());
        if (subjects.isEmpty() && inventory.policies().all()) {
            findings.add(missing(inventory.namespace()));
        }
        findings.addAll(round.of(checks));
        return findings.stream().distinct().toList();
    }

    private List<PolicyUnderTest> subjects(ClusterInventory inventory) {
        if (!scope.files().isEmpty()) {
            return scope.files();
        }
        return inventory.subjects().stream()
                .filter(subject ->
                        scope.policy().isEmpty() || scope.policy().get().equals(subject.name()))
                .toList();
    }

    private CheckResult missing(Optional<String> namespace) {
        String where = namespace.map(name -> " in namespace " + name).orElse("");
        return scope.policy()
                .map(name ->
                        CheckResult.fail("policy " + name, "does not exist" + where, "kubectl get slp -A lists them"))
                .orElseGet(() -> CheckResult.warn(
                        "policies",
                        "none yet" + where,
                        "kubectl apply -f one; README.md begins with one of five lines"));
    }
}
