package dev.sluice.cli.doctor;

import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.MeshInspector;
import dev.sluice.traffic.istio.TrafficSplit;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a release under this policy could begin: what the controller says, and what the mesh's objects say. */
record PolicyReadyCheck(KubernetesClient client, PolicyUnderTest subject) implements CheckRunner.Check {
    @Override
    public String name() {
        return "policy " + subject.key();
    }

    @Override
    public List<CheckResult> look() {
        List<CheckResult> findings = new ArrayList<>(ready());
        subject.spec()
                .ifPresent(
                        spec -> spec.warnings().forEach(warning -> findings.add(CheckResult.warning(name(), warning))));
        return findings;
    }

    private List<CheckResult> ready() {
        if (subject.spec().isEmpty()) {
            return List.of(CheckResult.fail(name(), subject.problem(), "mend the field and apply it again"));
        }
        if (subject.busy()) {
            return List.of(CheckResult.ok(name(), subject.message()));
        }
        try {
            TrafficSplit traffic = new MeshInspector(client)
                    .traffic(subject.namespace(), subject.spec().orElseThrow());
            String what = "all traffic of " + traffic.routes().getFirst().host() + " on subset " + traffic.blue();
            List<CheckResult> findings = new ArrayList<>();
            findings.add(
                    subject.ready().equals(Optional.of("False"))
                            ? CheckResult.fail(name(), subject.message(), "see " + name() + " and its Events")
                            : subject.ready().isEmpty() && subject.message().isEmpty()
                                    ? CheckResult.warn(
                                            name(),
                                            what + "; no controller has looked at it yet",
                                            "is the controller running?")
                                    : CheckResult.ok(name(), what + "; " + subject.message()));
            traffic.leftAlone().stream()
                    .filter(note -> !subject.message().contains(note))
                    .forEach(note -> findings.add(CheckResult.ok(name(), note)));
            traffic.taken().forEach(taken -> findings.add(CheckResult.warning(name(), taken)));
            return findings;
        } catch (TrafficConfigException e) {
            return List.of(CheckResult.obstacle(name(), e));
        }
    }
}
