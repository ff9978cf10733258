package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Somebody with every right over Sluice's kinds in their namespace tries what only Sluice is to do; the API server refuses it. The probes of the
 * release that they try it on bring what a Secret holds.
 */
@ExtendWith(Truth.class)
@Isolated
final class AdmissionIT {
    private static final String KINDS = "sluice.dev/v1alpha1";
    private static final String FROZEN = "the plan is frozen; only spec.desired may change";
    private static final String PLAN = "only Sluice writes the plan of a Rollout";
    private static final String VALUE = "Bearer hunter2";

    /** What answers probes takes no request without the header, so without it the release would never go on. */
    private static final String GUARDED = """
              http:
                - match: [{uri: {prefix: /probe}, headers: {authorization: {exact: "%s"}}}]
                  route:
                    - {destination: {host: myapp, subset: v1}, weight: 100}
                    - {destination: {host: myapp, subset: v2}, weight: 0}
                - match: [{uri: {prefix: /probe}}]
                  directResponse: {status: 401}
            """.formatted(VALUE);

    private static final String PROBE = "minSample: 5, probe: {path: /probe, headersFrom:"
            + " [{name: Authorization, valueFrom: {secretKeyRef: {name: probe, key: token}}}]}";

    @Test
    void letsPeopleWriteWhatTheyWantOfARolloutAndNothingElse(TruthScene scene) {
        Person person = new Person(scene);
        try (Components _ = new Components(scene.cluster(), "admission", "probe-secrets");
                KubernetesClient mallory = mallory(scene)) {
            scene.client().resource(lent(scene)).create();
            scene.app(app -> app.replace("  http:\n", GUARDED))
                    .policy(policy -> policy.replace("minSample: 5", PROBE))
                    .release();
            scene.untilHolding(25);
            String name = person.rollout();
            Resource<GenericKubernetesResource> rollout = rollout(mallory, scene, name);
            scene.until("the API server knows the rules", () -> refused(() -> patch(rollout, """
                    {"metadata": {"labels": {"sluice.dev/policy": "other"}}}""")));
            patch(rollout, "{\"spec\": {\"desired\": \"Paused\"}}");
            scene.until("it pauses", () -> scene.watching().state().equals("Paused"));

            refuses("ownerReferences of a Rollout", () -> patch(rollout, """
                    {"metadata": {"ownerReferences": null}}"""));
            refuses("finalizers of a Rollout", () -> patch(rollout, "{\"metadata\": {\"finalizers\": null}}"));
            refuses("labels and annotations", () -> patch(rollout, "{\"metadata\": {\"labels\": null}}"));
            refuses(
                    "labels and annotations",
                    () -> patch(rollout, "{\"metadata\": {\"annotations\": {\"a\": \"b\"}}}"));
            refuses(
                    "only Sluice writes the status",
                    () -> rollout.subresource("status")
                            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"state\": \"Promoted\"}}"));
            // People without the component are kept off by the rules of the kind itself.
            for (KubernetesClient who : List.of(mallory, scene.client())) {
                keepsThePlan(rollout(who, scene, name));
            }
            forbids(
                    "weights must rise from step to step",
                    () -> createPlan(mallory, scene, "steps: [{weight: 50}, {weight: 20}]"));
            forbids(
                    "spec.preflight.hold: Too long",
                    () -> createPlan(mallory, scene, "preflight: {hold: " + "1s".repeat(9000) + "}"));
            forbids(
                    "name one object, either by virtualService or by kind and name",
                    () -> mallory.resource(policy(scene, "plan")
                                    .replace("{virtualService", "{kind: VirtualService, name: plan, virtualService"))
                            .create());
            refuses("only Sluice creates Rollouts", () -> {
                GenericKubernetesResource forged = rollout.require();
                forged.getMetadata().setName("forged");
                forged.getMetadata().setResourceVersion(null);
                forged.getMetadata().setUid(null);
                mallory.resource(forged).create();
            });
            withoutRulesOfTheKind(scene);
            scene.until("admission alone keeps the plan", () -> refused(() -> takeOut(rollout)));
            refuses(PLAN, () -> patch(rollout, "{\"spec\": {\"pin\": \"mine\"}}"));
            refuses(PLAN, () -> patch(rollout, "{\"spec\": {\"notes\": [\"all is well\"]}}"));
            patch(rollout, "{\"spec\": {\"desired\": \"Run\"}}");

            scene.untilOver("Promoted");
            assertThat(scene.watching().rollouts().toString())
                    .contains("secretKeyRef")
                    .doesNotContain(VALUE);
            // Before the right goes that it needs.
            person.deletes("RolloutPolicy", "myapp");
            scene.until(
                    "the garbage is collected",
                    () -> scene.watching().rollouts().isEmpty());
        }
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    private static void takeOut(Resource<GenericKubernetesResource> rollout) {
        rollout.patch(PatchContext.of(PatchType.JSON), "[{\"op\": \"remove\", \"path\": \"/spec\"}]");
    }

    /** As an older kind, until the components are taken out again. */
    private static void withoutRulesOfTheKind(TruthScene scene) {
        String schema = "/spec/versions/0/schema/openAPIV3Schema";
        scene.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("rollouts.sluice.dev")
                .patch(PatchContext.of(PatchType.JSON), """
                        [{"op": "remove", "path": "%1$s/required"},
                         {"op": "remove", "path": "%1$s/properties/spec/x-kubernetes-validations"}]
                        """.formatted(schema));
    }

    /** Also not in two steps: nothing is compared with a spec that is not there. */
    private static void keepsThePlan(Resource<GenericKubernetesResource> rollout) {
        refusesEither(FROZEN, () -> patch(rollout, "{\"spec\": {\"plan\": {\"progressDeadline\": \"9h\"}}}"));
        refusesEither(FROZEN, () -> patch(rollout, "{\"spec\": {\"pin\": \"mine\"}}"));
        refusesEither(FROZEN, () -> patch(rollout, "{\"spec\": {\"notes\": [\"all is well\"]}}"));
        refusesEither("spec: Required value", () -> takeOut(rollout));
        refusesEither("spec: Required value", () -> patch(rollout, "{\"spec\": null}"));
        refusesEither("spec.plan: Required value", () -> patch(rollout, "{\"spec\": {\"plan\": null}}"));
        assertThat(rollout.require().<Object>get("spec", "plan")).isNotNull();
    }

    @Test
    void takesPoliciesFromThoseWhoMayUpdateTheRoutes(TruthScene scene) {
        try (Components _ = new Components(scene.cluster(), "admission-routes");
                KubernetesClient mallory = mallory(scene)) {
            scene.until("the API server knows the rules", () -> refused(() -> dry(mallory, scene, "myapp")));
            refuses("you may not update VirtualService myapp", () -> create(mallory, scene, "myapp"));

            scene.cluster()
                    .kubectl(
                            "-n",
                            scene.namespace(),
                            "create",
                            "role",
                            "routes",
                            "--verb=update",
                            "--resource=virtualservices.networking.istio.io",
                            "--resource-name=myapp");
            scene.cluster()
                    .kubectl(
                            "-n",
                            scene.namespace(),
                            "create",
                            "rolebinding",
                            "routes",
                            "--role=routes",
                            "--serviceaccount=" + scene.namespace() + ":mallory");
            scene.until("the right counts", () -> !refused(() -> dry(mallory, scene, "myapp")));
            create(mallory, scene, "myapp");

            refuses("you may not update VirtualService payments", () -> create(mallory, scene, "payments"));
            refuses(
                    "you may not update VirtualService payments",
                    () -> patch(
                            mallory.genericKubernetesResources(KINDS, "RolloutPolicy")
                                    .inNamespace(scene.namespace())
                                    .withName("of-myapp"),
                            "{\"spec\": {\"routes\": [{\"virtualService\": \"myapp\"}, {\"virtualService\": \"payments\"}]}}"));
            refuses(
                    "you may not update VirtualService payments",
                    () -> patch(
                            mallory.genericKubernetesResources(KINDS, "RolloutPolicy")
                                    .inNamespace(scene.namespace())
                                    .withName("of-myapp"),
                            "{\"spec\": {\"routes\": [{\"kind\": \"VirtualService\", \"name\": \"payments\"}]}}"));
        }
    }

    private static Secret lent(TruthScene scene) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(scene.namespace())
                .withName("probe")
                .addToAnnotations("sluice.dev/probe-headers", "Authorization")
                .addToAnnotations("sluice.dev/probe-hosts", scene.host())
                .endMetadata()
                .addToStringData("token", VALUE)
                .build();
    }

    private static KubernetesClient mallory(TruthScene scene) {
        String here = scene.namespace();
        String token = Accounts.person(scene.cluster(), here, "mallory");
        scene.cluster()
                .kubectl(
                        "-n",
                        here,
                        "create",
                        "role",
                        "kinds",
                        "--verb=get,list,watch,create,update,patch,delete",
                        "--resource=rollouts.sluice.dev,rollouts.sluice.dev/status,rolloutpolicies.sluice.dev");
        scene.cluster()
                .kubectl(
                        "-n",
                        here,
                        "create",
                        "rolebinding",
                        "kinds",
                        "--role=kinds",
                        "--serviceaccount=" + here + ":mallory");
        return ControlPlane.client(token);
    }

    private static Resource<GenericKubernetesResource> rollout(KubernetesClient who, TruthScene scene, String name) {
        return who.genericKubernetesResources(KINDS, "Rollout")
                .inNamespace(scene.namespace())
                .withName(name);
    }

    private static void patch(Resource<GenericKubernetesResource> what, String json) {
        what.patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    private static void create(KubernetesClient who, TruthScene scene, String virtualService) {
        who.resource(policy(scene, virtualService)).create();
    }

    private static void createPlan(KubernetesClient who, TruthScene scene, String plan) {
        who.resource(policy(scene, "plan").replace("spec: {", "spec: {" + plan + ", "))
                .create();
    }

    private static void dry(KubernetesClient who, TruthScene scene, String virtualService) {
        who.resource(policy(scene, virtualService)).dryRun().create();
    }

    private static String policy(TruthScene scene, String virtualService) {
        return """
                apiVersion: sluice.dev/v1alpha1
                kind: RolloutPolicy
                metadata: {name: of-%s, namespace: %s}
                spec: {routes: [{virtualService: %s}]}
                """.formatted(virtualService, scene.namespace(), virtualService);
    }

    private static boolean refused(ThrowingCallable deed) throws Exception {
        try {
            deed.call();
            return false;
        } catch (KubernetesClientException e) {
            return e.getCode() == 403 && e.getMessage().contains("ValidatingAdmissionPolicy");
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** By a rule of admission. */
    private static void refuses(String why, ThrowingCallable deed) {
        refuses(403, why, deed);
    }

    /** By the rule of admission, where it binds, else by one of the kind itself; which is asked first is the API server's business. */
    private static void refusesEither(String why, ThrowingCallable deed) {
        assertThatThrownBy(deed)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getMessage()).containsAnyOf(why, PLAN));
    }

    /** By a rule of the kind itself. */
    private static void forbids(String why, ThrowingCallable deed) {
        refuses(422, why, deed);
    }

    private static void refuses(int code, String why, ThrowingCallable deed) {
        assertThatThrownBy(deed)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(code))
                .hasMessageContaining(why);
    }
}
