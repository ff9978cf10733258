package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.function.Consumer;

/**
 * VirtualServices as a later Istio may define them: http routes have a field that nobody here has heard of. The definition of today
 * would have the API server drop it, in whatever version it is written.
 */
final class NextIstio implements AutoCloseable {
    /** The field's name. */
    static final String FIELD = "futureField";

    private final KubernetesClient client;

    NextIstio(KubernetesClient client) {
        this.client = client;
        change(fields -> fields.put(
                FIELD,
                new JSONSchemaPropsBuilder()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .build()));
    }

    @Override
    public void close() {
        change(fields -> fields.remove(FIELD));
    }

    private void change(Consumer<Map<String, JSONSchemaProps>> change) {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("virtualservices.networking.istio.io")
                .edit(definition -> changed(definition, change));
    }

    private static CustomResourceDefinition changed(
            CustomResourceDefinition definition, Consumer<Map<String, JSONSchemaProps>> change) {
        definition.getSpec().getVersions().stream()
                .map(version ->
                        version.getSchema().getOpenAPIV3Schema().getProperties().get("spec"))
                .map(spec -> spec.getProperties().get("http").getItems().getSchema())
                .forEach(route -> change.accept(route.getProperties()));
        return definition;
    }
}
