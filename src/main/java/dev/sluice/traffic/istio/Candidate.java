package dev.sluice.traffic.istio;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods of the version that is to be released, by their labels.
 *
 * @param labels the labels that its Deployment gives to pods; empty when no version is meant
 * @param others the labels that each other Deployment of the namespace which has pods, or asks for some, gives to them
 * @param selector the labels that the app's Service selects; empty where that is not known
 */
public record Candidate(Map<String, String> labels, List<Map<String, String>> others, Map<String, String> selector) {
    /** No version in particular. */
    public static final Candidate NONE = new Candidate(Map.of(), List.of(), Map.of());

    /** Copies. */
    public Candidate {
        labels = Map.copyOf(labels);
        others = List.copyOf(others);
        selector = Map.copyOf(selector);
    }

    /** That of a Deployment among those of its namespace. */
    public static Candidate of(Deployment green, List<Deployment> all) {
        return new Candidate(
                labels(green),
                all.stream()
                        .filter(one -> !one.getMetadata()
                                .getName()
                                .equals(green.getMetadata().getName()))
                        .filter(Candidate::running)
                        .map(Candidate::labels)
                        .toList(),
                Map.of());
    }

    /** The same where the app's Service selects these labels. */
    Candidate selected(Map<String, String> service) {
        return new Candidate(labels, others, service);
    }

    /**
     * The labels that pods of other versions of the app have.
     *
     * @param blue the labels that blue's subset selects
     */
    List<Map<String, String>> versions(Map<String, String> blue) {
        Map<String, String> app = selector.isEmpty() ? blue : selector;
        return others.stream()
                .filter(pods -> pods.entrySet().containsAll(app.entrySet()))
                .filter(pods -> pods.entrySet().containsAll(blue.entrySet())
                        || version().isEmpty()
                        || !version().equals(pods.get(DestinationSubsets.VERSION)))
                .toList();
    }

    private static boolean running(Deployment deployment) {
        Integer wanted = deployment.getSpec().getReplicas();
        Integer there =
                deployment.getStatus() == null ? null : deployment.getStatus().getReplicas();
        return wanted == null || wanted > 0 || (there != null && there > 0);
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
