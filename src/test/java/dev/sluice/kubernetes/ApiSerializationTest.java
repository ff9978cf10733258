package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class ApiSerializationTest {
    private static final String DEPLOYMENT =
            "{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"app-v1\"}}";

    @Test
    void readsAKindThatIsAskedFor() {
        assertThat(ApiSerialization.shared()
                        .unmarshal(DEPLOYMENT, Deployment.class)
                        .getMetadata()
                        .getName())
                .isEqualTo("app-v1");
    }

    @Test
    void readsAnythingElseAsWhatHasNoType() {
        assertThat(ApiSerialization.shared().<KubernetesResource>unmarshal(DEPLOYMENT))
                .isInstanceOf(GenericKubernetesResource.class);
    }

    /** What fails here fails when a native binary is built, and in no other build. */
    @Test
    void rehearses() {
        assertThatCode(() -> ApiSerialization.rehearse(new KubernetesSerialization()))
                .doesNotThrowAnyException();
    }
}
