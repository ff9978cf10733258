package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.internal.BaseOperation;
import io.fabric8.kubernetes.client.dsl.internal.OperationContext;
import io.fabric8.kubernetes.client.impl.BaseClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.impl.DefaultSharedIndexInformer;

/** Watches that begin with a list in pages: of a whole list, all objects would be in memory at the same time. */
public final class PagedInformers {
    private PagedInformers() {}

    /** One that is to be started. */
    public static <T extends HasMetadata> SharedIndexInformer<T> of(Informable<T> objects) {
        Informable<T> paged = objects.withLimit((long) PagedLister.PAGE);
        if (paged instanceof BaseOperation<?, ?, ?>) {
            @SuppressWarnings("unchecked")
            BaseOperation<T, KubernetesResourceList<T>, ?> operation =
                    (BaseOperation<T, KubernetesResourceList<T>, ?>) paged;
            return of(operation);
        }
        throw new IllegalArgumentException("not what the client lists: " + objects.getClass());
    }

    /** As the client makes one, but for its pages; it ends with the client. */
    private static <T extends HasMetadata, L extends KubernetesResourceList<T>> SharedIndexInformer<T> of(
            BaseOperation<T, L, ?> operation) {
        OperationContext context = operation.getOperationContext();
        SharedIndexInformer<T> informer = new DefaultSharedIndexInformer<>(
                operation.getType(), new PagedLister<>(operation), 0, context.getExecutor());
        context.getClient().adapt(BaseClient.class).getClosed().whenComplete((_, _) -> informer.stop());
        return informer;
    }
}
