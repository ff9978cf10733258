package dev.sluice.cli.doctor;

import dev.sluice.cli.install.CrdInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** Whether Sluice's kinds are there, and the same as this binary's. */
record SluiceKindsCheck(KubernetesClient client) implements CheckRunner.Check {
    private static final String CURE = "sluice install --crds-only";

    @Override
    public String name() {
        return "Sluice kinds";
    }

    @Override
    public List<CheckResult> look() {
        List<String> missing = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (CrdInfo kind : CrdInfo.all(client)) {
            switch (kind.standing()) {
                case missing -> missing.add(kind.name());
                case differs -> other.add(kind.name());
                case same -> {}
            }
        }
        if (!missing.isEmpty()) {
            return List.of(CheckResult.fail(name(), String.join(", ", missing) + " not installed", CURE));
        }
        return List.of(
                other.isEmpty()
                        ? CheckResult.ok(name(), "installed, the same as this binary's")
                        : CheckResult.warn(
                                name(),
                                String.join(", ", other) + " not the same as this binary's",
                                CURE + ", or a sluice of the cluster's version"));
    }
}
