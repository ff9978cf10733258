package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** People steer a release from the dashboard, as far as Kubernetes lets them. */
@ExtendWith(Truth.class)
@Isolated
final class AccessIT {
    @Test
    void letsPeopleDoWhatKubernetesLetsThemDo(TruthScene scene) {
        String here = scene.namespace();
        try (Dashboard dashboard = new Dashboard(scene.cluster())) {
            String alice = dashboard.person(here, "alice");
            String bob = dashboard.person(here, "bob");
            String carol = dashboard.person(here, "carol");
            String dave = dashboard.person(here, "dave");
            String erin = dashboard.person(here, "erin");
            dashboard.grant(here, "alice", "sluice-operator");
            dashboard.grant(here, "bob", "sluice-viewer");
            dashboard.grant(here, "erin", "view");
            dashboard.grant(here, "dave", "edit");
            Person person = new Person(scene);
            // Requests of people take a while on a busy machine; the release has to stand at 25 meanwhile.
            scene.app()
                    .steps("[{weight: 10, hold: 1s}, {weight: 25, hold: 15s}, {weight: 50, hold: 1s}]")
                    .release();
            scene.untilHolding(25);
            String rollout = person.rollout();
            String actions = "/api/v1/namespaces/" + here + "/rollouts/" + rollout + "/actions/";

            assertThat(dashboard.get("nobodys", "/api/v1/rollouts").statusCode())
                    .isEqualTo(401);
            assertThat(dashboard.get(carol, "/api/v1/rollouts").body()).doesNotContain(rollout);
            assertThat(dashboard.post(carol, actions + "abort").statusCode()).isEqualTo(403);
            scene.until(
                    "sluice-viewer shows them",
                    () -> dashboard.get(bob, "/api/v1/rollouts").body().contains(rollout));
            assertThat(dashboard.get(erin, "/api/v1/rollouts").body())
                    .as("a Rollout holds its pin, so view does not show it")
                    .doesNotContain(rollout);
            HttpResponse<String> refused = dashboard.post(bob, actions + "abort");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("--clusterrole=sluice-operator", "--serviceaccount=" + here + ":bob");
            assertThat(dashboard.get(alice, "/api/v1/rollouts").body()).contains(rollout);
            assertThat(dashboard.post(alice, actions + "pause").statusCode()).isEqualTo(200);
            scene.until("it pauses", () -> scene.watching().state().equals("Paused"));
            String pod = scene.pods("v2").getFirst().name();
            scene.until(
                    "who may list pods sees them",
                    () -> dashboard
                            .get(dave, "/namespaces/" + here + "/rollouts/" + rollout)
                            .body()
                            .contains(pod));
            assertThat(dashboard.post(alice, actions + "abort").statusCode()).isEqualTo(200);
            scene.untilOver("Aborted");
            assertThat(dashboard.post(alice, actions + "pause").statusCode()).isEqualTo(409);
            scene.until(
                    "an Event names who wanted it",
                    () -> told(scene, "aborted by system:serviceaccount:" + here + ":alice"));
            assertThat(dashboard.post(alice, actions + "retry").statusCode()).isEqualTo(403);
            scene.until(
                    "edit gives what a retry needs",
                    () -> dashboard.post(dave, actions + "retry").statusCode() == 200);
            scene.until("another Rollout begins", () -> !person.rollout().equals(rollout));
            scene.untilOver("Promoted");
        }
        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void forgetsPeopleSoonWhoseTokenOrRightsAreTakenAway(TruthScene scene) {
        String here = scene.namespace();
        try (Dashboard dashboard = new Dashboard(scene.cluster())) {
            String alice = dashboard.signIn(dashboard.person(here, "alice"));
            String bob = dashboard.person(here, "bob");
            dashboard.grant(here, "bob", "sluice-viewer");
            String rights = "/api/v1/namespaces/" + here + "/me";
            assertThat(alice).startsWith("sluice-session=");
            scene.until(
                    "alice is known to both replicas",
                    () -> dashboard.everywhere(
                            () -> dashboard.browse(alice, "/api/v1/me").statusCode() == 200));
            scene.until(
                    "bob may read",
                    () -> dashboard.everywhere(
                            () -> dashboard.get(bob, rights).body().contains("\"read\":true")));

            scene.client().serviceAccounts().inNamespace(here).withName("alice").delete();
            scene.client()
                    .rbac()
                    .roleBindings()
                    .inNamespace(here)
                    .withName("bob")
                    .delete();

            scene.until(
                    "alice is nobody",
                    () -> dashboard.everywhere(
                            () -> dashboard.browse(alice, "/api/v1/me").statusCode() == 401));
            scene.until(
                    "bob may read no more",
                    () -> dashboard.everywhere(
                            () -> dashboard.get(bob, rights).body().contains("\"read\":false")));
        }
    }

    private static boolean told(TruthScene scene, String what) {
        return scene.client().v1().events().inNamespace(scene.namespace()).list().getItems().stream()
                .anyMatch(event -> event.getInvolvedObject().getKind().equals("Rollout")
                        && event.getMessage().contains(what));
    }
}
