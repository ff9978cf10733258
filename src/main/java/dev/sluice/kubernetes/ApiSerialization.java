package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.LearnedTypes;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetList;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerList;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** How clients of the API server read and write its objects. In a native binary all that a start reads is known to Jackson from the beginning. */
public final class ApiSerialization {
    private static final String KUBECONFIG = """
            {"apiVersion": "v1", "kind": "Config", "current-context": "one", "preferences": {},
             "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one", "namespace": "default"}}],
             "clusters": [{"name": "one", "cluster": {"server": "https://one.example"}}],
             "users": [{"name": "one", "user": {"token": ""}}]}
            """;

    private static final KubernetesSerialization SHARED = make();

    private ApiSerialization() {}

    /** The one of this process, which reads the kinds that are asked for by their types, and any other as what has no type. */
    public static KubernetesSerialization shared() {
        return SHARED;
    }

    private static KubernetesSerialization make() {
        ObjectMapper mapper = new ObjectMapper();
        KubernetesSerialization made = new KubernetesSerialization(mapper, false);
        var _ = LearnedTypes.of(
                mapper,
                GenericKubernetesResourceList.class,
                DeploymentList.class,
                ReplicaSetList.class,
                PodList.class,
                ServiceList.class,
                SecretList.class,
                NamespaceList.class,
                EventList.class,
                LeaseList.class,
                HorizontalPodAutoscalerList.class,
                SubjectAccessReview.class,
                SelfSubjectAccessReview.class,
                TokenReview.class,
                WatchEvent.class,
                Status.class);
        if (LearnedTypes.whileBuilding()) {
            rehearse(made);
        }
        return made;
    }

    /** Of what is written Jackson learns the parts only when it meets them; and the client reads a kubeconfig with a mapper of its own. */
    static void rehearse(KubernetesSerialization made) {
        var metadata = new ObjectMetaBuilder()
                .withName("one")
                .withNamespace("default")
                .addToLabels("one", "one")
                .addToAnnotations("one", "one")
                .addNewOwnerReference()
                .withName("one")
                .endOwnerReference()
                .build();
        var lease = new LeaseBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withHolderIdentity("one")
                .withRenewTime(ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
                .endSpec()
                .build();
        var _ = made.asJson(lease);
        var _ = Serialization.asJson(lease);
        GenericKubernetesResource any = new GenericKubernetesResource();
        any.setMetadata(metadata);
        var _ = made.asJson(any);
        var _ = KubeConfigUtils.parseConfigFromString(KUBECONFIG);
    }
}
