package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.dsl.internal.AbstractWatchManager;
import io.fabric8.kubernetes.client.informers.impl.ListerWatcher;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Asks again, in smaller pages, for a page of a list that is larger than is read, and for that one alone: what comes before is not asked for
 * again, and what comes behind in pages of the usual size. So some large objects make the list that a watch begins with longer by some requests, wherever
 * they are and whoever has made them. For one list at a time.
 */
final class PagedLister<T extends HasMetadata, L extends KubernetesResourceList<T>> implements ListerWatcher<T, L> {
    /** Objects in one answer. */
    static final int PAGE = 64;

    private static final int NARROWER = 8;
    private static final int CAUSES = 20;

    private final ListerWatcher<T, L> objects;

    /** Objects of the list that were read, and up to where in it some are large, and very large. */
    private long read;

    private long large;
    private long veryLarge;

    PagedLister(ListerWatcher<T, L> objects) {
        this.objects = objects;
    }

    @Override
    public CompletableFuture<L> submitList(ListOptions options) {
        int page = page(options);
        return objects.submitList(
                        new ListOptionsBuilder(options).withLimit((long) page).build())
                .handle((list, error) -> {
                    if (error == null) {
                        passed(list);
                        return CompletableFuture.completedFuture(list);
                    }
                    return tooLarge(error) && narrowed(page)
                            ? submitList(options)
                            : CompletableFuture.<L>failedFuture(error);
                })
                .thenCompose(Function.identity());
    }

    /** A list that begins anew is another. */
    private synchronized int page(ListOptions options) {
        if ((options.getContinue() == null || options.getContinue().isEmpty()) && read > 0) {
            read = 0;
            large = 0;
            veryLarge = 0;
        }
        return read < veryLarge ? 1 : read < large ? PAGE / NARROWER : PAGE;
    }

    private synchronized void passed(L list) {
        read += list.getItems().size();
    }

    private synchronized boolean narrowed(int page) {
        if (page == PAGE) {
            large = read + PAGE;
        } else {
            veryLarge = read + page;
        }
        return page > 1;
    }

    private static boolean tooLarge(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES)
                .anyMatch(ResponseTooLargeException.class::isInstance);
    }

    @Override
    public CompletableFuture<AbstractWatchManager<T>> submitWatch(ListOptions options, Watcher<T> watcher) {
        return objects.submitWatch(options, watcher);
    }

    @Override
    public Long getLimit() {
        return (long) PAGE;
    }

    @Override
    public int getWatchReconnectInterval() {
        return objects.getWatchReconnectInterval();
    }

    @Override
    public String getApiEndpointPath() {
        return objects.getApiEndpointPath();
    }

    @Override
    public Config getConfig() {
        return objects.getConfig();
    }
}
