package dev.sluice.cli.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.api.ManagedNamespaces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The objects that Sluice is in a cluster, in the order in which they have to be applied.
 *
 * @param crds the kinds
 * @param controller the controller, its namespace first, and what may stand beside it
 */
public record Manifests(List<ObjectNode> crds, List<ObjectNode> controller) {
    /** The namespace of the manifests. */
    public static final String NAMESPACE = "sluice-system";

    /** What may be installed beside the controller without an edit of its manifests. */
    public static final List<String> COMPONENTS =
            List.of("dashboard", "admission", "admission-routes", "network", "metrics-auth", "probe-secrets");

    private static final String ACCOUNT = "system:serviceaccount:%s:";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            // The image's tag 1.10 is no number.
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    /** Copies. */
    public Manifests {
        crds = List.copyOf(crds);
        controller = List.copyOf(controller);
    }

    /**
     * What comes with this binary.
     *
     * @param image the controller's; the manifests' own when empty
     * @param namespace where the controller shall be
     */
    public static Manifests of(Optional<String> image, String namespace) {
        return of(image, namespace, List.of());
    }

    /**
     * What comes with this binary, with components.
     *
     * @param image as {@link #of(Optional, String)}; the dashboard's, too
     * @param namespace where the controller shall be
     * @param components some of {@link #COMPONENTS}
     */
    public static Manifests of(Optional<String> image, String namespace, List<String> components) {
        return of(image, namespace, components, new Places(List.of(), List.of()));
    }

    /**
     * Where the controller shall be let in.
     *
     * @param apps namespaces whose apps it releases; none for all
     * @param gateways namespaces whose pods may be gateways; none for those of the manifests
     */
    public record Places(List<String> apps, List<String> gateways) {
        /** Copies; a blank after a comma means nothing. */
        public Places {
            apps = apps.stream().map(String::strip).toList();
            gateways = gateways.stream().map(String::strip).toList();
        }
    }

    /**
     * The same, let into some namespaces alone.
     *
     * @param places which
     * @throws IllegalArgumentException when one is no name of a namespace
     */
    public static Manifests of(Optional<String> image, String namespace, List<String> components, Places places) {
        List<ObjectNode> controller = new ArrayList<>(KustomizeReader.directory("controller"));
        components.forEach(part -> controller.addAll(KustomizeReader.directory(part)));
        components.forEach(part -> KustomizeReader.patch(part, controller));
        // What runs comes after the rights that it asks for when it starts.
        controller.sort(
                Comparator.comparing(object -> object.path("kind").asText().equals("Deployment")));
        image.ifPresent(name -> controller.forEach(object -> new ManifestObject(object).setImage(name)));
        if (!places.gateways().isEmpty()) {
            NamespacedRights.tell(controller, places.gateways());
        }
        ManagedNamespaces namespaces =
                new ManagedNamespaces(places.apps(), NamespacedRights.gateways(controller), List.of());
        return in(namespace, new NamespacedRights(namespaces).in(controller));
    }

    /** The namespaces other than the controller's in which objects are. */
    List<String> elsewhere() {
        return controller.stream()
                .map(object -> new ManifestObject(object).namespace())
                .filter(one -> !one.isEmpty() && !namespace().equals(Optional.of(one)))
                .distinct()
                .toList();
    }

    /** The controller's namespace; empty where it is not among these. */
    Optional<String> namespace() {
        return controller.stream()
                .map(ManifestObject::new)
                .filter(thing -> thing.is("Namespace"))
                .map(ManifestObject::name)
                .findFirst();
    }

    /** All that there may be of Sluice in a cluster: the components, too, which people apply beside it. */
    public static Manifests whole(String namespace) {
        return in(
                namespace,
                Stream.concat(Stream.of("controller", "notifications"), COMPONENTS.stream())
                        .flatMap(part -> KustomizeReader.directory(part).stream())
                        .toList());
    }

    /** What a component brings, without what it changes in others. */
    static List<ObjectNode> component(String name, String namespace) {
        return in(namespace, KustomizeReader.directory(name)).controller();
    }

    private static Manifests in(String namespace, List<ObjectNode> controller) {
        controller.forEach(object -> move(object, namespace));
        return new Manifests(KustomizeReader.directory("crds"), controller);
    }

    /** The kinds without the controller. */
    public Manifests crdsOnly() {
        return new Manifests(crds, List.of());
    }

    /** All of them, in order. */
    public List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>(crds);
        all.addAll(controller);
        return all;
    }

    /** For {@code kubectl apply -f -}. */
    public String yaml() {
        StringBuilder text = new StringBuilder();
        for (ObjectNode object : all()) {
            try {
                text.append(YAML.writeValueAsString(object));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }

    private static void move(ObjectNode object, String namespace) {
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        if (metadata.path("namespace").asText().equals(NAMESPACE)) {
            metadata.put("namespace", namespace);
        }
        if (object.path("kind").asText().equals("Namespace")
                && metadata.path("name").asText().equals(NAMESPACE)) {
            metadata.put("name", namespace);
        }
        for (JsonNode condition : object.at("/spec/matchConditions")) {
            String rule = condition.path("expression").asText();
            ((ObjectNode) condition)
                    .put("expression", rule.replace(ACCOUNT.formatted(NAMESPACE), ACCOUNT.formatted(namespace)));
        }
        for (JsonNode subject : object.path("subjects")) {
            if (subject.path("namespace").asText().equals(NAMESPACE)) {
                ((ObjectNode) subject).put("namespace", namespace);
            }
        }
    }
}
