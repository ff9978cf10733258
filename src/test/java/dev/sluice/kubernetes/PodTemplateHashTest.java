package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upgrade fills fields in; only a writer makes a new template. */
final class PodTemplateHashTest {
    private static final VersionSpec KNOWN = VersionSpec.of("v2", deployment(3, 3, "7", false, ""));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "restartPolicy: Always",
                "terminationGracePeriodSeconds: 30",
                "aFieldOfALaterKubernetes: {mode: Default}",
            })
    void aDefaultThatIsFilledInIsNoNewTemplate(String field) {
        Deployment unwritten = deployment(3, 3, "7", false, field);
        Deployment scaled = deployment(9, 9, "7", false, field);

        assertThat(PodTemplateHash.hash(unwritten)).isNotEqualTo(KNOWN.templateHash());
        assertThat(KNOWN.is(unwritten)).isTrue();
        assertThat(KNOWN.is(scaled)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"terminationGracePeriodSeconds: 30, 3, 7, Pods", "hostNetwork: true, 4, 8, Replaced"})
    void aReleaseGoesOnThoughADefaultIsFilledInAndIsSupersededByAWriter(
            String field, long generation, String revision, String seen) {
        try (PagedApi api = new PagedApi()) {
            api.object(
                    "/apis/apps/v1/namespaces/shop/deployments/web",
                    Serialization.asJson(deployment(generation, generation, revision, false, field)));
            api.list("/api/v1/namespaces/shop/pods", "PodList", 0, _ -> "");

            assertThat(StoreParts.workloads(api.client()).look("shop", KNOWN))
                    .extracting(found -> found.getClass().getSimpleName())
                    .isEqualTo(seen);
        }
    }

    @Test
    void aTemplateThatSomeoneWroteIsNewBeforeItsControllerHasSeenIt() {
        assertThat(KNOWN.is(deployment(4, 3, "7", false, "hostNetwork: true"))).isFalse();
    }

    @Test
    void aTemplateThatItsControllerGaveANewRevisionIsNew() {
        assertThat(KNOWN.is(deployment(4, 4, "8", false, "hostNetwork: true"))).isFalse();
    }

    @Test
    void aPausedDeploymentsTemplateIsNewThoughItsRevisionStays() {
        assertThat(KNOWN.is(deployment(4, 4, "7", true, "hostNetwork: true"))).isFalse();
    }

    @Test
    void whatAnOlderBuildRecordedIsKnownByItsHash() {
        VersionSpec old = new VersionSpec("v2", "web", "uid-1", KNOWN.templateHash(), null, null, null, null);

        assertThat(old.is(deployment(9, 9, "8", false, ""))).isTrue();
        assertThat(old.is(deployment(9, 9, "8", false, "hostNetwork: true"))).isFalse();
    }

    @Test
    void anotherAttemptOrAnotherDeploymentIsAnotherRelease() {
        Deployment again = deployment(3, 3, "7", false, "");
        again.getMetadata().getAnnotations().put(PodTemplateHash.ATTEMPT, "2");
        Deployment other = deployment(3, 3, "7", false, "");
        other.getMetadata().setUid("uid-2");

        assertThat(KNOWN.is(again)).isFalse();
        assertThat(KNOWN.is(other)).isFalse();
    }

    /** Else nothing but the hash would tell the template that an upgrade has filled in from a new one, once it was scaled. */
    @Test
    void isSeenByItsControllerBeforeItsRevisionIsKnown() {
        Deployment fresh = deployment(1, 0, "7", false, "");
        fresh.getMetadata().getAnnotations().clear();
        fresh.setStatus(null);
        Deployment uncounted = deployment(1, 1, "7", false, "");
        uncounted.getMetadata().setGeneration(null);

        assertThat(PodTemplateHash.observed(fresh)).isFalse();
        assertThat(PodTemplateHash.observed(deployment(4, 3, "7", false, ""))).isFalse();
        assertThat(PodTemplateHash.observed(deployment(4, 4, "7", false, ""))).isTrue();
        assertThat(PodTemplateHash.observed(uncounted)).isTrue();
    }

    private static Deployment deployment(
            long generation, long observed, String revision, boolean paused, String field) {
        return Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop, uid: uid-1, generation: %d, annotations: {deployment.kubernetes.io/revision: "%s"}}
                spec:
                  paused: %s
                  selector: {matchLabels: {app: web}}
                  template:
                    spec:
                      containers: [{name: app, image: web:2}]
                      %s
                status: {observedGeneration: %d}
                """.formatted(generation, revision, paused, field, observed), Deployment.class);
    }
}
