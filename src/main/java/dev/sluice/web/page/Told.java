package dev.sluice.web.page;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/**
 * What a watch tells.
 *
 * @param kept is given what is new or changed
 * @param dropped is given what is gone
 */
record Told(Consumer<GenericKubernetesResource> kept, Consumer<GenericKubernetesResource> dropped)
        implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource added) {
        kept.accept(added);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
        kept.accept(after);
    }

    @Override
    public void onDelete(GenericKubernetesResource gone, boolean unknown) {
        dropped.accept(gone);
    }
}
