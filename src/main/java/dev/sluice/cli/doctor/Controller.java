package dev.sluice.cli.doctor;

import dev.sluice.mesh.Installed;
import dev.sluice.policy.Namespaces;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether there is a controller, and who acts. */
record Controller(KubernetesClient client, InstantSource clock) implements Check {
    private static final String LEASE = "sluice-controller";
    private static final int USUAL_LEASE = 15;

    @Override
    public String name() {
        return "controller";
    }

    @Override
    public List<Finding> look() {
        List<Deployment> deployments = Installed.deployments(client);
        List<Finding> findings = new ArrayList<>();
        for (Deployment deployment : deployments) {
            findings.add(ready(deployment));
            findings.add(lease(deployment.getMetadata().getNamespace()));
        }
        Namespaces managed = Installed.of(client).namespaces();
        if (!managed.all()) {
            findings.add(Finding.ok(
                    "namespaces",
                    "the controller looks into " + String.join(", ", managed.apps()) + " alone"
                            + (managed.onlyRead().isEmpty()
                                    ? ""
                                    : ", and reads " + String.join(", ", managed.onlyRead()) + " besides")));
        }
        if (deployments.isEmpty()) {
            Finding lease = lease(Optional.ofNullable(client.getNamespace()).orElse("default"));
            findings.add(
                    lease.result() == Result.ok
                            ? Finding.ok(name(), "no Deployment in this cluster, and yet one acts: it runs outside")
                            : Finding.fail(name(), "not installed", "sluice install"));
            if (lease.result() == Result.ok) {
                findings.add(lease);
            }
        }
        return findings;
    }

    private Finding ready(Deployment deployment) {
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
            return Finding.fail(
                    name(),
                    what,
                    "nobody advances or reverts: kubectl -n "
                            + deployment.getMetadata().getNamespace() + " get pods, describe and logs tell why");
        }
        return ready < wanted
                ? Finding.warn(name(), what, "one acts; when it dies nobody takes over")
                : Finding.ok(name(), what);
    }

    private Finding lease(String namespace) {
        Lease lease = client.leases().inNamespace(namespace).withName(LEASE).get();
        String check = "acting controller";
        if (lease == null || lease.getSpec() == null || lease.getSpec().getHolderIdentity() == null) {
            return Finding.fail(
                    check,
                    "nobody holds the Lease " + namespace + "/" + LEASE,
                    "the controller's log tells why it does not");
        }
        ZonedDateTime renewed = lease.getSpec().getRenewTime();
        String holder = lease.getSpec().getHolderIdentity().replaceFirst("_[0-9a-f-]{36}$", "");
        if (holder.isBlank() || renewed == null) {
            return Finding.fail(
                    check, "the Lease " + namespace + "/" + LEASE + " is free", "wait a moment; is a replica ready?");
        }
        Duration age = Duration.between(renewed.toInstant(), clock.instant());
        int lasts = number(lease.getSpec().getLeaseDurationSeconds(), USUAL_LEASE);
        String what = holder + ", renewed " + Math.max(0, age.toSeconds()) + " s ago";
        return age.toSeconds() <= lasts
                ? Finding.ok(check, what)
                : Finding.fail(
                        check,
                        what + ", which is longer than the " + lasts + " s it lasts",
                        "nobody acts; look at the controller's pods");
    }

    private static int number(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
