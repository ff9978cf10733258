package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.rollout.Capacity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/**
 * What blue carried all the traffic with when the release began.
 *
 * @param bluePods its ready pods; those that it asked for, where none was ready
 * @param podSize for how many of blue's pods one of green's counts, by their CPU requests
 */
public record MeasureSpec(
        @JsonPropertyDescription(
                "Ready pods of blue, which carried all the traffic; those that it asked for, where none was ready.")
        int bluePods,

        @JsonPropertyDescription("For how many of blue's pods one of green's counts, by their CPU requests.")
        double podSize) {
    private static final double PRECISION = 1e6;
    private static final String SIDECAR = "istio-proxy";

    /** Beyond what a cluster has. */
    private static final int MOST_PODS = 1_000_000;

    private static final double LARGEST = 1e6;

    /** A quantity is written in fewer characters. */
    private static final int LONGEST_QUANTITY = 30;

    /** Of two Deployments as they are when a release begins. */
    public static MeasureSpec of(Deployment blue, Deployment green) {
        return of(new VersionPods(List.of(blue), List.of()), green);
    }

    /** Of all that serves blue and a Deployment, as they are when a release begins. */
    public static MeasureSpec of(VersionPods blue, Deployment green) {
        double blueCpu = cpu(blue);
        double greenCpu = cpu(green.getSpec().getTemplate().getSpec().getContainers());
        double size = blueCpu > 0 && greenCpu > 0 ? greenCpu / blueCpu : 1;
        return new MeasureSpec(blue.size().whole(), Math.max(1, Math.round(size * PRECISION)) / PRECISION);
    }

    /** What one of them requests, on average; 0 when one requests nothing. */
    private static double cpu(VersionPods blue) {
        double sum = 0;
        int pods = 0;
        for (Deployment one : blue.deployments()) {
            int wanted = pods(one).wanted();
            double each = cpu(one.getSpec().getTemplate().getSpec().getContainers());
            if (each == 0 && wanted > 0) {
                return 0;
            }
            sum += wanted * each;
            pods += wanted;
        }
        for (Pod one : blue.others()) {
            // A Deployment's template has no sidecar in it.
            double each = cpu(one.getSpec().getContainers().stream()
                    .filter(container -> !SIDECAR.equals(container.getName()))
                    .toList());
            if (each == 0) {
                return 0;
            }
            sum += each;
            pods++;
        }
        return pods == 0 ? 0 : sum / pods;
    }

    /** How many pods a Deployment has, as its own status counts them. */
    public static Capacity.Blue pods(Deployment deployment) {
        Integer wanted = deployment.getSpec().getReplicas();
        Integer ready =
                deployment.getStatus() == null ? null : deployment.getStatus().getReadyReplicas();
        return new Capacity.Blue(wanted == null ? 1 : wanted, ready == null ? 0 : ready);
    }

    /** What the capacity is measured with. */
    Capacity begin(String deployment, int grownTo) {
        return new Capacity(
                Math.clamp(Math.max(bluePods, grownTo), 0, MOST_PODS),
                podSize > 0 && podSize <= LARGEST ? podSize : 1,
                deployment,
                Capacity.Seen.NOTHING);
    }

    /** In cores; 0 when one of the containers names none. */
    private static double cpu(List<Container> containers) {
        List<Double> requests = containers.stream().map(MeasureSpec::cpu).toList();
        return requests.contains(0.0)
                ? 0
                : requests.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double cpu(Container container) {
        return Optional.ofNullable(container.getResources())
                .flatMap(resources -> Optional.ofNullable(resources.getRequests()))
                .flatMap(requests -> Optional.ofNullable(requests.get("cpu")))
                .filter(quantity -> String.valueOf(quantity.getAmount()).length() <= LONGEST_QUANTITY)
                .map(Quantity::getNumericalAmount)
                .map(Number::doubleValue)
                .orElse(0.0);
    }
}
