package dev.sluice.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.install.Manifests;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the controller's service account has every right that this binary's manifests give it. Only who may ask for others is told. */
record ControllerRights(KubernetesClient client) implements Check {
    /** What only some policies need. */
    private static final Set<String> OPTIONAL = Set.of("deployments/scale", "horizontalpodautoscalers");

    @Override
    public String name() {
        return "controller's rights";
    }

    @Override
    public List<Finding> look() {
        Optional<String> account = client
                .apps()
                .deployments()
                .inAnyNamespace()
                .withLabel("app.kubernetes.io/name", "sluice")
                .withLabel("app.kubernetes.io/component", "controller")
                .list()
                .getItems()
                .stream()
                .findFirst()
                .map(ControllerRights::account);
        if (account.isEmpty()) {
            return List.of();
        }
        List<Right> missing = new ArrayList<>();
        for (Right right : wanted()) {
            Optional<Boolean> may = may(account.get(), right);
            if (may.isEmpty()) {
                return List.of(Finding.skip(name(), "this API server answers no reviews"));
            }
            if (!may.get()) {
                missing.add(right);
            }
        }
        return List.of(finding(account.get(), missing));
    }

    private Finding finding(String account, List<Right> missing) {
        if (missing.isEmpty()) {
            return Finding.ok(name(), account.replaceFirst("system:serviceaccount:", "") + " may do what it has to");
        }
        String what =
                account + " may not " + missing.stream().map(Right::toString).collect(Collectors.joining(", "));
        return missing.stream().allMatch(right -> OPTIONAL.contains(right.resource()))
                ? Finding.warn(
                        name(),
                        what,
                        "needed for blueAfter: ScaleToZero and for spec.capacity only; sluice install gives it")
                : Finding.fail(name(), what, "sluice install gives it; docs/security.md explains each right");
    }

    private Optional<Boolean> may(String account, Right right) {
        SubjectAccessReview answer = client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(account)
                        .withResourceAttributes(right.in(""))
                        .endSpec()
                        .build());
        return Optional.ofNullable(answer.getStatus()).map(status -> Boolean.TRUE.equals(status.getAllowed()));
    }

    private static String account(Deployment deployment) {
        return "system:serviceaccount:" + deployment.getMetadata().getNamespace() + ":"
                + deployment.getSpec().getTemplate().getSpec().getServiceAccountName();
    }

    /** The rules of the ClusterRole that comes with this binary. */
    static List<Right> wanted() {
        List<Right> rights = new ArrayList<>();
        Manifests.of(Optional.empty(), Manifests.NAMESPACE).controller().stream()
                .filter(object -> object.path("kind").asText().equals("ClusterRole"))
                .filter(object -> object.at("/metadata/name").asText().equals("sluice-controller"))
                .flatMap(object -> object.path("rules").valueStream())
                .forEach(rule -> add(rights, rule));
        return rights;
    }

    private static void add(List<Right> rights, JsonNode rule) {
        for (JsonNode group : rule.path("apiGroups")) {
            for (JsonNode resource : rule.path("resources")) {
                for (JsonNode verb : rule.path("verbs")) {
                    rights.add(new Right(verb.asText(), group.asText(), resource.asText(), ""));
                }
            }
        }
    }
}
