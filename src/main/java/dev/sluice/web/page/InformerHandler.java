package dev.sluice.web.page;

import dev.sluice.policy.UntrustedInput;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/**
 * What a watch tells.
 *
 * @param kept is given what is new or changed
 * @param dropped is given what is gone
 */
record InformerHandler(Consumer<GenericKubernetesResource> kept, Consumer<GenericKubernetesResource> dropped)
        implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource added) {
        guarded(kept, added);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
        guarded(kept, after);
    }

    @Override
    public void onDelete(GenericKubernetesResource gone, boolean unknown) {
        guarded(dropped, gone);
    }

    /** What one object's reader does with it ends no watch. */
    private static void guarded(Consumer<GenericKubernetesResource> told, GenericKubernetesResource object) {
        UntrustedInput.read(
                () -> {
                    told.accept(object);
                    return true;
                },
                _ -> false);
    }
}
