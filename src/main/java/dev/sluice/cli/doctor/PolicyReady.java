package dev.sluice.cli.doctor;

import dev.sluice.mesh.Inspection;
import dev.sluice.mesh.Obstacle;
import dev.sluice.mesh.Traffic;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a release under this policy could begin: what the controller says, and what the mesh's objects say. */
record PolicyReady(KubernetesClient client, Subject subject) implements Check {
    @Override
    public String name() {
        return "policy " + subject.key();
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>(ready());
        subject.spec()
                .ifPresent(
                        spec -> spec.warnings().forEach(warning -> findings.add(Obstacles.warning(name(), warning))));
        return findings;
    }

    private List<Finding> ready() {
        if (subject.spec().isEmpty()) {
            return List.of(Finding.fail(name(), subject.problem(), "mend the field and apply it again"));
        }
        if (subject.busy()) {
            return List.of(Finding.ok(name(), subject.message()));
        }
        try {
            Traffic traffic = new Inspection(client)
                    .traffic(subject.namespace(), subject.spec().orElseThrow());
            String what = "all traffic of " + traffic.routes().getFirst().host() + " on subset " + traffic.blue();
            List<Finding> findings = new ArrayList<>();
            findings.add(
                    subject.ready().equals(Optional.of("False"))
                            ? Finding.fail(name(), subject.message(), "see " + name() + " and its Events")
                            : subject.ready().isEmpty() && subject.message().isEmpty()
                                    ? Finding.warn(
                                            name(),
                                            what + "; no controller has looked at it yet",
                                            "is the controller running?")
                                    : Finding.ok(name(), what + "; " + subject.message()));
            traffic.taken().forEach(taken -> findings.add(Obstacles.warning(name(), taken)));
            return findings;
        } catch (Obstacle e) {
            return List.of(Obstacles.finding(name(), e));
        }
    }
}
