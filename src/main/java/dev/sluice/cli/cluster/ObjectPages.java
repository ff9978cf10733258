package dev.sluice.cli.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Objects of a kind that are read in pages, and no more of them than so many: of each that alone is kept which is asked for, so that a namespace of tens of
 * thousands keeps nobody from an answer.
 *
 * @param items what is kept, in the order of the objects' names
 * @param all false when there is more than was read
 */
public record ObjectPages<R>(List<R> items, boolean all) {
    /** Objects in one answer, as kubectl asks for them. */
    static final long PAGE = 500;

    /** Objects that are read. */
    public static final int MOST = 10_000;

    /** Copies. */
    public ObjectPages {
        items = List.copyOf(items);
    }

    /**
     * Reads those of a namespace, or of all that people may see.
     *
     * @param namespace empty for all
     * @param kept what is kept of each; nothing, where it is empty
     * @throws KubernetesClientException when that is refused, or does not work
     */
    public static <T extends HasMetadata, L extends KubernetesResourceList<T>, S extends Resource<T>, R>
            ObjectPages<R> of(
                    KubernetesClient client,
                    MixedOperation<T, L, S> kind,
                    Optional<String> namespace,
                    Function<T, Optional<R>> kept) {
        List<ObjectPages<R>> parts = namespace.isPresent()
                ? List.of(read(kind.inNamespace(namespace.get()), kept))
                : AllNamespaces.of(
                        client, () -> read(kind.inAnyNamespace(), kept), one -> read(kind.inNamespace(one), kept));
        return new ObjectPages<>(
                parts.stream().flatMap(part -> part.items().stream()).toList(),
                parts.stream().allMatch(ObjectPages::all));
    }

    /** Reads what there is of this. */
    public static <T extends HasMetadata, L extends KubernetesResourceList<T>, R> ObjectPages<R> read(
            Listable<L> list, Function<T, Optional<R>> kept) {
        List<R> items = new ArrayList<>();
        String next = "";
        int read = 0;
        do {
            L page;
            try {
                page = list.list(new ListOptionsBuilder()
                        .withLimit(PAGE)
                        .withContinue(next.isEmpty() ? null : next)
                        .build());
            } catch (KubernetesClientException e) {
                if (read > 0 && e.getCode() == HttpURLConnection.HTTP_GONE) {
                    // The API server has forgotten the list that was begun.
                    return new ObjectPages<>(items, false);
                }
                throw e;
            }
            page.getItems().forEach(one -> kept.apply(one).ifPresent(items::add));
            read += page.getItems().size();
            next = page.getMetadata() == null || page.getMetadata().getContinue() == null
                    ? ""
                    : page.getMetadata().getContinue();
        } while (!next.isEmpty() && read < MOST);
        return new ObjectPages<>(items, next.isEmpty());
    }
}
