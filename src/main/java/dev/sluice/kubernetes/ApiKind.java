package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * A kind of objects that stand in namespaces, as the API server is asked for them.
 *
 * @param root what their paths begin with, without a slash at either end
 * @param plural their name in paths
 * @param type what one of them is read as
 * @param accept the form that is asked for
 */
public record ApiKind<T extends HasMetadata>(String root, String plural, Class<T> type, String accept) {
    private static final String JSON = "application/json";
    private static final String METADATA = JSON + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    /** Pods. */
    public static final ApiKind<Pod> PODS = new ApiKind<>("api/v1", "pods", Pod.class);

    /** Pods, of which the metadata alone is sent; a list of them, not one. */
    public static final ApiKind<Pod> POD_METADATA = new ApiKind<>("api/v1", "pods", Pod.class, METADATA);

    /** Services. */
    public static final ApiKind<Service> SERVICES = new ApiKind<>("api/v1", "services", Service.class);

    /** Secrets. */
    public static final ApiKind<Secret> SECRETS = new ApiKind<>("api/v1", "secrets", Secret.class);

    /** Deployments. */
    public static final ApiKind<Deployment> DEPLOYMENTS =
            new ApiKind<>("apis/apps/v1", "deployments", Deployment.class);

    /** HorizontalPodAutoscalers. */
    public static final ApiKind<HorizontalPodAutoscaler> AUTOSCALERS =
            new ApiKind<>("apis/autoscaling/v2", "horizontalpodautoscalers", HorizontalPodAutoscaler.class);

    private ApiKind(String root, String plural, Class<T> type) {
        this(root, plural, type, JSON);
    }

    /** One of a custom resource. */
    public static ApiKind<GenericKubernetesResource> of(ResourceDefinitionContext kind) {
        return new ApiKind<>(
                "apis/" + kind.getGroup() + "/" + kind.getVersion(), kind.getPlural(), GenericKubernetesResource.class);
    }

    /** The same, of which the metadata alone is sent; a list of them, not one. */
    public ApiKind<T> metadata() {
        return new ApiKind<>(root, plural, type, METADATA);
    }

    /** Where those of a namespace are; of all, where it is empty. */
    String path(String namespace) {
        return namespace.isEmpty() ? root + "/" + plural : root + "/namespaces/" + namespace + "/" + plural;
    }
}
