package dev.sluice.cli.cluster;

import dev.sluice.traffic.istio.InstalledSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What people mean by all namespaces. Who may not ask for all at once, and the controller looks into some alone, is answered from those of
 * them that they may see: there is nothing of Sluice elsewhere.
 */
public final class AllNamespaces {
    private AllNamespaces() {}

    /**
     * Asks for all at once, or for one after the other.
     *
     * @throws KubernetesClientException when that is refused, or does not work
     */
    public static <T> List<T> of(
            KubernetesClient client, Supplier<? extends T> all, Function<String, ? extends T> each) {
        try {
            return List.of(all.get());
        } catch (KubernetesClientException e) {
            List<T> some = forbidden(e) ? some(client, each) : List.of();
            if (some.isEmpty()) {
                throw e;
            }
            return some;
        }
    }

    /** All objects of a kind. */
    public static <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>> List<T> list(
            KubernetesClient client, MixedOperation<T, L, R> all) {
        return of(
                        client,
                        () -> all.inAnyNamespace().list(),
                        one -> all.inNamespace(one).list())
                .stream()
                .flatMap(some -> some.getItems().stream())
                .toList();
    }

    private static <T> List<T> some(KubernetesClient client, Function<String, ? extends T> each) {
        List<T> some = new ArrayList<>();
        for (String namespace : InstalledSettings.of(client).namespaces().apps()) {
            try {
                some.add(each.apply(namespace));
            } catch (KubernetesClientException e) {
                if (!forbidden(e)) {
                    throw e;
                }
            }
        }
        return some;
    }

    private static boolean forbidden(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
    }
}
