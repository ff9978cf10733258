package dev.sluice.cli.doctor;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What you may do in a namespace: to look is needed for everything; to steer is your team's choice. */
record UserRightsCheck(KubernetesClient client, String namespace) implements CheckRunner.Check {
    private static final String SLUICE = "sluice.dev";
    private static final List<ControllerRightsCheck.Permission> LOOK = List.of(
            new ControllerRightsCheck.Permission("list", SLUICE, "rollouts", "to see releases"),
            new ControllerRightsCheck.Permission("list", SLUICE, "rolloutpolicies", "to see policies"));
    private static final List<ControllerRightsCheck.Permission> ACT = List.of(
            new ControllerRightsCheck.Permission("patch", SLUICE, "rollouts", "to pause, resume, promote and abort"),
            new ControllerRightsCheck.Permission("patch", "apps", "deployments", "to release and retry"),
            new ControllerRightsCheck.Permission("create", SLUICE, "rolloutpolicies", "to apply policies"),
            new ControllerRightsCheck.Permission("list", "", "pods", "to see pods in sluice watch"));

    @Override
    public String name() {
        return "your rights";
    }

    @Override
    public List<CheckResult> look() {
        if (!answers()) {
            return List.of(CheckResult.skip(name(), "this API server checks nobody's rights"));
        }
        List<ControllerRightsCheck.Permission> missing = new ArrayList<>();
        for (ControllerRightsCheck.Permission right : LOOK) {
            if (!may(right)) {
                missing.add(right);
            }
        }
        boolean blind = !missing.isEmpty();
        for (ControllerRightsCheck.Permission right : ACT) {
            if (!may(right)) {
                missing.add(right);
            }
        }
        String where = " in namespace " + namespace;
        if (missing.isEmpty()) {
            return List.of(CheckResult.ok(name(), "you may look at releases and steer them" + where));
        }
        String what = "you may not "
                + missing.stream()
                        .map(right -> right + " (" + right.purpose() + ")")
                        .collect(Collectors.joining(", ")) + where;
        String cure = "ask for them if you are to do that; docs/security.md has the roles";
        return List.of(blind ? CheckResult.fail(name(), what, cure) : CheckResult.warn(name(), what, cure));
    }

    private boolean answers() {
        try {
            return ask(LOOK.getFirst()).getStatus() != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return false;
        }
    }

    private boolean may(ControllerRightsCheck.Permission right) {
        SelfSubjectAccessReview answer = ask(right);
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    private SelfSubjectAccessReview ask(ControllerRightsCheck.Permission right) {
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withResourceAttributes(right.in(namespace))
                        .endSpec()
                        .build());
    }
}
