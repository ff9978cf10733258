package dev.sluice.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.ManagedNamespaces;
import dev.sluice.cli.install.Manifests;
import dev.sluice.traffic.istio.InstalledSettings;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the controller's service account has every right that this binary's manifests give it. Only who may ask for others is told. */
record ControllerRightsCheck(KubernetesClient client) implements CheckRunner.Check {
    /** What only some policies need. */
    private static final Set<String> OPTIONAL = Set.of("deployments/scale", "horizontalpodautoscalers");

    @Override
    public String name() {
        return "controller's rights";
    }

    /**
     * What it has to be allowed in a namespace.
     *
     * @param namespace empty for all
     */
    private record Place(String namespace, List<Permission> wanted) {
        String lacks(List<Permission> missing) {
            String what = !namespace.isEmpty() && missing.size() == wanted.size()
                    ? "do anything"
                    : missing.stream().map(Permission::toString).collect(Collectors.joining(", "));
            return namespace.isEmpty() ? what : what + " in namespace " + namespace;
        }
    }

    @Override
    public List<CheckResult> look() {
        Optional<String> account =
                InstalledSettings.deployments(client).stream().findFirst().map(InstalledSettings::account);
        if (account.isEmpty()) {
            return List.of();
        }
        List<Permission> missing = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        for (Place place : places()) {
            List<Permission> here = new ArrayList<>();
            for (Permission right : place.wanted()) {
                Optional<Boolean> may = may(client, account.get(), right.in(place.namespace()));
                if (may.isEmpty()) {
                    return List.of(CheckResult.skip(name(), "this API server answers no reviews"));
                }
                if (!may.get()) {
                    here.add(right);
                }
            }
            if (!here.isEmpty()) {
                lacking.add(place.lacks(here));
            }
            missing.addAll(here);
        }
        return List.of(finding(account.get(), missing, String.join(", nor ", lacking)));
    }

    private List<Place> places() {
        ManagedNamespaces namespaces = InstalledSettings.of(client).namespaces();
        if (namespaces.all()) {
            return List.of(new Place("", wanted()));
        }
        return Stream.concat(
                        namespaces.apps().stream().map(one -> new Place(one, wanted())),
                        namespaces.onlyRead().stream().map(one -> new Place(one, wantedOfGateways())))
                .toList();
    }

    private CheckResult finding(String account, List<Permission> missing, String lacks) {
        if (missing.isEmpty()) {
            return CheckResult.ok(
                    name(), account.replaceFirst("system:serviceaccount:", "") + " may do what it has to");
        }
        String what = account + " may not " + lacks;
        return missing.stream().allMatch(right -> OPTIONAL.contains(right.resource()))
                ? CheckResult.warn(
                        name(),
                        what,
                        "needed for blueAfter: ScaleToZero and for spec.capacity only; sluice install gives it")
                : CheckResult.fail(name(), what, "sluice install gives it; docs/security.md explains each right");
    }

    /** Whether somebody may do something; empty where the API server answers no reviews. */
    static Optional<Boolean> may(KubernetesClient client, String account, ResourceAttributes what) {
        SubjectAccessReview answer = client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(account)
                        .withResourceAttributes(what)
                        .endSpec()
                        .build());
        return Optional.ofNullable(answer.getStatus()).map(status -> Boolean.TRUE.equals(status.getAllowed()));
    }

    /** The rules of the ClusterRole that comes with this binary. */
    static List<Permission> wanted() {
        return rights(Manifests.of(Optional.empty(), Manifests.NAMESPACE), "ClusterRole", "sluice-controller");
    }

    private static List<Permission> wantedOfGateways() {
        Manifests.Places some = new Manifests.Places(List.of("apps"), List.of("gateways"));
        return rights(Manifests.of(Optional.empty(), Manifests.NAMESPACE, List.of(), some), "Role", "sluice-gateways");
    }

    private static List<Permission> rights(Manifests manifests, String kind, String name) {
        List<Permission> rights = new ArrayList<>();
        manifests.controller().stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .flatMap(object -> object.path("rules").valueStream())
                .forEach(rule -> add(rights, rule));
        return rights;
    }

    private static void add(List<Permission> rights, JsonNode rule) {
        for (JsonNode group : rule.path("apiGroups")) {
            for (JsonNode resource : rule.path("resources")) {
                for (JsonNode verb : rule.path("verbs")) {
                    rights.add(new Permission(verb.asText(), group.asText(), resource.asText(), ""));
                }
            }
        }
    }

    /**
     * What somebody may have to be allowed to do.
     *
     * @param verb such as patch
     * @param group the API group; empty for the core's
     * @param resource the plural, with /subresource where there is one
     * @param purpose what it is for, for people
     */
    record Permission(String verb, String group, String resource, String purpose) {
        /** The question of a review, asked of all namespaces when the namespace is empty. */
        ResourceAttributes in(String namespace) {
            int slash = resource.indexOf('/');
            return new ResourceAttributesBuilder()
                    .withVerb(verb)
                    .withGroup(group)
                    .withResource(slash < 0 ? resource : resource.substring(0, slash))
                    .withSubresource(slash < 0 ? null : resource.substring(slash + 1))
                    .withNamespace(namespace)
                    .build();
        }

        @Override
        public String toString() {
            return verb + " " + resource;
        }
    }
}
