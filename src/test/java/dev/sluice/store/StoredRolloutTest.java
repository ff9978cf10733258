package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoredRolloutTest {
    private static final String FIRST = "2026-01-01T00:00:00Z";

    @Test
    void newestIsTheOneCreatedLast() {
        assertThat(newest(rollout("b", FIRST, over("50")), rollout("a", "2026-01-01T00:00:01Z", over("20"))))
                .isEqualTo("a");
    }

    /** The API server's clock has whole seconds, and a release can be over within one. */
    @Test
    void ofTwoFromOneSecondTheNewerIsTheOneThatGoesOn() {
        assertThat(newest(rollout("b", FIRST, over("00.4")), rollout("a", FIRST, "")))
                .isEqualTo("a");
        assertThat(newest(
                        rollout("b", FIRST, over("00.4")),
                        rollout("a", FIRST, "{state: Preparing, since: \"2026-01-01T00:00:00.6Z\"}")))
                .isEqualTo("a");
    }

    @Test
    void ofTwoFromOneSecondThatAreOverTheNewerIsTheOneThatEndedLast() {
        assertThat(newest(rollout("b", FIRST, over("00.4")), rollout("a", FIRST, over("20"))))
                .isEqualTo("a");
    }

    /** Whichever stands first in the list. */
    private static String newest(StoredRollout older, StoredRollout newer) {
        assertThat(List.of(older, newer).stream().max(StoredRollout.BY_AGE))
                .isEqualTo(List.of(newer, older).stream().max(StoredRollout.BY_AGE));
        return List.of(older, newer).stream()
                .max(StoredRollout.BY_AGE)
                .orElseThrow()
                .name();
    }

    private static String over(String seconds) {
        return "{state: Reverted, since: \"2026-01-01T00:00:%sZ\", reason: green failed}".formatted(seconds);
    }

    private static StoredRollout rollout(String name, String created, String status) {
        return Rollouts.read(Serialization.unmarshal(
                        """
                        apiVersion: sluice.dev/v1alpha1
                        kind: Rollout
                        metadata: {name: %s, namespace: shop, uid: %s, creationTimestamp: "%s"}
                        spec:
                          policy: myapp
                          plan: {routes: [{virtualService: myapp}], steps: [{weight: 10, hold: 30s}]}
                          blue: {subset: v1}
                          green: {subset: v2}
                          version: v2
                          routes: [{virtualService: myapp, host: myapp}]
                          pin: none
                          desired: Run
                        %s
                        """.formatted(name, name, created, status.isEmpty() ? "" : "status: " + status),
                        GenericKubernetesResource.class))
                .orElseThrow();
    }
}
