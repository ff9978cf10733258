package dev.sluice.cli.doctor;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.kubernetes.ApiLeases;
import dev.sluice.kubernetes.ShardMap;
import dev.sluice.traffic.istio.InstalledSettings;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether there is a controller, and who acts. */
record ControllerCheck(KubernetesClient client, InstantSource clock) implements CheckRunner.Check {
    private static final String LEASE = "sluice-controller";

    /** What a Lease lasts, and by what clocks may differ. */
    private static final Duration SILENT = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "controller";
    }

    @Override
    public List<CheckResult> look() {
        List<Deployment> deployments = InstalledSettings.deployments(client);
        List<CheckResult> findings = new ArrayList<>();
        for (Deployment deployment : deployments) {
            findings.add(ready(deployment));
            findings.add(lease(deployment.getMetadata().getNamespace()));
        }
        ManagedNamespaces managed = InstalledSettings.of(client).namespaces();
        if (!managed.all()) {
            findings.add(CheckResult.ok(
                    "namespaces",
                    "the controller looks into " + String.join(", ", managed.apps()) + " alone"
                            + (managed.onlyRead().isEmpty()
                                    ? ""
                                    : ", and reads " + String.join(", ", managed.onlyRead()) + " besides")));
        }
        if (deployments.isEmpty()) {
            CheckResult lease = lease(Optional.ofNullable(client.getNamespace()).orElse("default"));
            findings.add(
                    lease.result() == CheckResult.Status.ok
                            ? CheckResult.ok(name(), "no Deployment in this cluster, and yet one acts: it runs outside")
                            : CheckResult.fail(name(), "not installed", "sluice install"));
            if (lease.result() == CheckResult.Status.ok) {
                findings.add(lease);
            }
        }
        return findings;
    }

    private CheckResult ready(Deployment deployment) {
        int wanted = number(deployment.getSpec().getReplicas(), 1);
        int ready = deployment.getStatus() == null
                ? 0
                : number(deployment.getStatus().getReadyReplicas(), 0);
        String where = deployment.getMetadata().getNamespace() + "/"
                + deployment.getMetadata().getName();
        String what = where + ": " + ready + " of " + wanted + " replicas ready, image "
                + deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage();
        if (ready == 0) {
            return CheckResult.fail(
                    name(),
                    what,
                    "nobody advances or reverts: kubectl -n "
                            + deployment.getMetadata().getNamespace() + " get pods, describe and logs tell why");
        }
        return ready < wanted
                ? CheckResult.warn(name(), what, "one acts; when it dies nobody takes over")
                : CheckResult.ok(name(), what);
    }

    private CheckResult lease(String namespace) {
        String check = "acting replicas";
        Lease owners = client.leases().inNamespace(namespace).withName(LEASE).get();
        if (owners == null) {
            return CheckResult.fail(
                    check,
                    "there is no Lease " + namespace + "/" + LEASE + ", so no replica has joined",
                    "the controller's log tells why it does not");
        }
        ShardMap map = ApiLeases.shards(owners);
        List<String> live =
                client.leases().inNamespace(namespace).withLabel(ApiLeases.MEMBER_OF, LEASE).list().getItems().stream()
                        .filter(this::renewed)
                        .map(member -> member.getMetadata().getName())
                        .sorted()
                        .toList();
        int acting = live.stream().mapToInt(member -> map.of(member).size()).sum();
        String who = live.stream()
                .map(member -> member + " " + map.of(member).size())
                .collect(Collectors.joining(", "));
        return acting == ShardMap.SHARDS
                ? CheckResult.ok(check, who + " of " + ShardMap.SHARDS + " shards")
                : CheckResult.fail(
                        check,
                        "for " + (ShardMap.SHARDS - acting) + " of " + ShardMap.SHARDS + " shards nobody acts"
                                + (live.isEmpty() ? "" : " (" + who + ")"),
                        "wait a moment; then kubectl -n " + namespace
                                + " get leases, and the logs of the controller's pods");
    }

    private boolean renewed(Lease member) {
        ZonedDateTime renewed =
                member.getSpec() == null ? null : member.getSpec().getRenewTime();
        return renewed != null
                && Duration.between(renewed.toInstant(), clock.instant()).compareTo(SILENT) <= 0;
    }

    private static int number(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
