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
record YourRights(KubernetesClient client, String namespace) implements Check {
    private static final String SLUICE = "sluice.dev";
    private static final List<Right> LOOK = List.of(
            new Right("list", SLUICE, "rollouts", "to see releases"),
            new Right("list", SLUICE, "rolloutpolicies", "to see policies"));
    private static final List<Right> ACT = List.of(
            new Right("patch", SLUICE, "rollouts", "to pause, resume, promote and abort"),
            new Right("patch", "apps", "deployments", "to release and retry"),
            new Right("create", SLUICE, "rolloutpolicies", "to apply policies"),
            new Right("list", "", "pods", "to see pods in sluice watch"));

    @Override
    public String name() {
        return "your rights";
    }

    @Override
    public List<Finding> look() {
        if (!answers()) {
            return List.of(Finding.skip(name(), "this API server checks nobody's rights"));
        }
        List<Right> missing = new ArrayList<>();
        for (Right right : LOOK) {
            if (!may(right)) {
                missing.add(right);
            }
        }
        boolean blind = !missing.isEmpty();
        for (Right right : ACT) {
            if (!may(right)) {
                missing.add(right);
            }
        }
        String where = " in namespace " + namespace;
        if (missing.isEmpty()) {
            return List.of(Finding.ok(name(), "you may look at releases and steer them" + where));
        }
        String what = "you may not "
                + missing.stream()
                        .map(right -> right + " (" + right.purpose() + ")")
                        .collect(Collectors.joining(", ")) + where;
        String cure = "ask for them if you are to do that; docs/security.md has the roles";
        return List.of(blind ? Finding.fail(name(), what, cure) : Finding.warn(name(), what, cure));
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

    private boolean may(Right right) {
        SelfSubjectAccessReview answer = ask(right);
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    private SelfSubjectAccessReview ask(Right right) {
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
