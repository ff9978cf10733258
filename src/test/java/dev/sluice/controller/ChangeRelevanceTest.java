package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChangeRelevanceTest {
    private static final StoredRollout ROLLOUT = StoreParts.rollout(StoreParts.ROLLOUT
            .replace("{subset: v1}", "{subset: v1, deployment: myapp-v1}")
            .replace("green: {subset: v2}", "green: {subset: v2, deployment: myapp-v2}"));

    @ParameterizedTest
    @CsvSource({
        "Rollout, default, myapp-1, RECORD",
        "Rollout, default, myapp-2, NOTHING",
        "Deployment, default, myapp-v1, WORLD",
        "Deployment, default, myapp-v2, WORLD",
        "Deployment, default, other, NOTHING",
        "Deployment, other, myapp-v1, NOTHING",
        "Deployment, edge, ingress, GATEWAYS",
        "VirtualService, default, myapp, WORLD",
        "VirtualService, default, other, NOTHING",
        "VirtualService, other, myapp, NOTHING",
        "DestinationRule, default, any, WORLD",
        "DestinationRule, other, any, NOTHING",
        "Gateway, other, any, GATEWAYS",
        "Service, edge, ingress, GATEWAYS",
        "Service, other, any, NOTHING",
        ", default, any, WORLD",
        ", edge, any, GATEWAYS",
        ", other, any, NOTHING",
        "RolloutPolicy, default, myapp, NOTHING",
    })
    void tellsWhoseBusinessAChangeIs(String kind, String namespace, String name, ChangeRelevance expected) {
        assertThat(of(object(kind, namespace, name))).isEqualTo(expected);
    }

    @Test
    void usersMayComeByAVirtualServiceOfOthersThatDelegates() {
        GenericKubernetesResource outer = object("VirtualService", "other", "outer");
        outer.setAdditionalProperty(
                "spec", Map.of("http", List.of("odd", Map.of("delegate", Map.of("name", "myapp")))));

        assertThat(of(outer)).isEqualTo(ChangeRelevance.GATEWAYS);
    }

    @Test
    void whatNobodyCanMakeSenseOfIsNobodysBusiness() {
        GenericKubernetesResource odd = object("VirtualService", "other", "outer");
        odd.setAdditionalProperty("spec", Map.of("http", "none"));

        assertThat(of(odd)).isEqualTo(ChangeRelevance.NOTHING);
    }

    private static ChangeRelevance of(GenericKubernetesResource what) {
        return ChangeRelevance.of(what, ROLLOUT.target(), ROLLOUT.spec(), "edge"::equals);
    }

    private static GenericKubernetesResource object(String kind, String namespace, String name) {
        return new GenericKubernetesResourceBuilder()
                .withKind(kind)
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
    }
}
