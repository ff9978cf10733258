package dev.sluice.evidence.gateway;

import dev.sluice.evidence.gateway.VersionCounter.Family;
import dev.sluice.traffic.istio.DestinationSubsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * By which names a family of metrics calls the pods of both versions.
 *
 * @param blue blue's names
 * @param green green's names
 * @param apart whether each of them is of one version alone, so that they can be counted by them
 */
record VersionNames(Set<String> blue, Set<String> green, boolean apart) {
    /** Istio takes the first of these that a pod has for its canonical revision. */
    static final List<String> REVISION =
            List.of("service.istio.io/canonical-revision", "app.kubernetes.io/version", DestinationSubsets.VERSION);

    /** What a pod without any is called, and one that the gateway knows nothing of. */
    private static final Set<String> NOBODYS = Set.of("latest", "unknown", "");

    VersionNames {
        blue = Set.copyOf(blue);
        green = Set.copyOf(green);
    }

    /**
     * The names by which each family calls them. As long as no pod of a version was seen, it goes by the {@code version} label that its subset selects.
     *
     * @param blue the labels that blue's subset selects
     * @param green the labels that green's subset selects
     * @param pods the labels of each pod of the Service
     */
    static Map<Family, VersionNames> of(
            Map<String, String> blue, Map<String, String> green, List<Map<String, String>> pods) {
        return Map.of(
                Family.Revision, of(blue, green, pods, VersionNames::revision),
                Family.Version, of(blue, green, pods, labels -> labels.getOrDefault(DestinationSubsets.VERSION, "")));
    }

    private static VersionNames of(
            Map<String, String> blue,
            Map<String, String> green,
            List<Map<String, String>> pods,
            Function<Map<String, String>, String> name) {
        Set<String> blues = names(blue, pods, name);
        Set<String> greens = names(green, pods, name);
        Set<String> others = new HashSet<>(NOBODYS);
        pods.stream()
                .filter(pod -> !selects(blue, pod) && !selects(green, pod))
                .map(name)
                .forEach(others::add);
        boolean apart = Collections.disjoint(blues, greens)
                && Stream.concat(blues.stream(), greens.stream()).noneMatch(others::contains);
        return new VersionNames(blues, greens, apart);
    }

    private static Set<String> names(
            Map<String, String> subset, List<Map<String, String>> pods, Function<Map<String, String>, String> name) {
        Set<String> names = new HashSet<>();
        pods.stream().filter(pod -> selects(subset, pod)).map(name).forEach(names::add);
        return names.isEmpty() ? Set.of(subset.getOrDefault(DestinationSubsets.VERSION, "")) : names;
    }

    private static boolean selects(Map<String, String> subset, Map<String, String> pod) {
        return !subset.isEmpty() && pod.entrySet().containsAll(subset.entrySet());
    }

    private static String revision(Map<String, String> labels) {
        Optional<String> first =
                REVISION.stream().map(labels::get).filter(Objects::nonNull).findFirst();
        return first.orElse("");
    }
}
