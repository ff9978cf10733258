package dev.sluice.web;

import dev.sluice.store.RolloutResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** The rollouts of the cluster. */
@Singleton
final class Rollouts {
    private static final Comparator<RolloutView> NEWEST_FIRST = Comparator.comparing(
                    (RolloutView view) -> view.created() == null ? "" : view.created())
            .reversed();
    private final KubernetesClient client;

    Rollouts(KubernetesClient client) {
        this.client = client;
    }

    List<RolloutView> all() {
        return client.resources(RolloutResource.class).inAnyNamespace().list().getItems().stream()
                .map(RolloutView::of)
                .sorted(NEWEST_FIRST)
                .toList();
    }
}
