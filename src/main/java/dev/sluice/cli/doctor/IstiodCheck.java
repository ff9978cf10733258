package dev.sluice.cli.doctor;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether something translates what Sluice writes. */
record IstiodCheck(KubernetesClient client) implements Check {
    @Override
    public String name() {
        return "istiod";
    }

    @Override
    public List<CheckResult> look() {
        List<Pod> pods =
                client.pods().inAnyNamespace().withLabel("app", "istiod").list().getItems();
        if (pods.isEmpty()) {
            return List.of(CheckResult.warn(
                    name(), "no pod labelled app=istiod", "fine if your istiod is outside this cluster"));
        }
        long ready = pods.stream().filter(Readiness.getInstance()::isReady).count();
        String what = ready + " of " + pods.size() + " ready, " + images(pods);
        return List.of(
                ready > 0
                        ? CheckResult.ok(name(), what)
                        : CheckResult.fail(
                                name(), what, "without istiod new weights do not reach the gateways; mend it first"));
    }

    private static String images(List<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .map(container -> container.getImage().replaceFirst("@.*", "").replaceFirst(".*/", ""))
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), set -> String.join(", ", set)));
    }
}
