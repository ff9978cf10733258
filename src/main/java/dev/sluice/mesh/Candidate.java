package dev.sluice.mesh;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods of the version that is to be released, by their labels.
 *
 * @param labels the labels that its Deployment gives to pods; empty when no version is meant
 * @param others the labels that each other Deployment of the namespace gives to pods
 */
public record Candidate(Map<String, String> labels, List<Map<String, String>> others) {
    /** No version in particular. */
    public static final Candidate NONE = new Candidate(Map.of(), List.of());

    /** Copies. */
    public Candidate {
        labels = Map.copyOf(labels);
        others = List.copyOf(others);
    }

    /** That of a Deployment among those of its namespace. */
    public static Candidate of(Deployment green, List<Deployment> all) {
        return new Candidate(
                labels(green),
                all.stream()
                        .filter(one -> !one.getMetadata()
                                .getName()
                                .equals(green.getMetadata().getName()))
                        .map(Candidate::labels)
                        .toList());
    }

    /** Value of the {@code version} label; empty when there is none. */
    public String version() {
        return labels.getOrDefault(DestinationSubsets.VERSION, "");
    }

    private static Map<String, String> labels(Deployment deployment) {
        return Optional.ofNullable(deployment.getSpec().getTemplate().getMetadata())
                .flatMap(metadata -> Optional.ofNullable(metadata.getLabels()))
                .orElse(Map.of());
    }
}
