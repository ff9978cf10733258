package dev.sluice.cli.doctor;

import dev.sluice.cli.cluster.ObjectPages;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether something translates what Sluice writes. */
record IstiodCheck(KubernetesClient client) implements CheckRunner.Check {
    @Override
    public String name() {
        return "istiod";
    }

    @Override
    public List<CheckResult> look() {
        List<Seen> pods = ObjectPages.<Pod, PodList, Seen>read(
                        client.pods().inAnyNamespace().withLabel("app", "istiod"), pod -> Optional.of(Seen.of(pod)))
                .items();
        if (pods.isEmpty()) {
            return List.of(CheckResult.warn(
                    name(), "no pod labelled app=istiod", "fine if your istiod is outside this cluster"));
        }
        long ready = pods.stream().filter(Seen::ready).count();
        String what = ready + " of " + pods.size() + " ready, " + images(pods);
        return List.of(
                ready > 0
                        ? CheckResult.ok(name(), what)
                        : CheckResult.fail(
                                name(), what, "without istiod new weights do not reach the gateways; mend it first"));
    }

    private static String images(List<Seen> pods) {
        return pods.stream()
                .flatMap(pod -> pod.images().stream())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), set -> String.join(", ", set)));
    }

    /** What is looked at of a pod. */
    private record Seen(boolean ready, List<String> images) {
        private static Seen of(Pod pod) {
            return new Seen(
                    Readiness.getInstance().isReady(pod),
                    pod.getSpec().getContainers().stream()
                            .map(container ->
                                    container.getImage().replaceFirst("@.*", "").replaceFirst(".*/", ""))
                            .toList());
        }
    }
}
