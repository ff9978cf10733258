package dev.sluice.wire;

import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Watches that begin with a list in pages: of a whole list, all objects would be in memory at the same time. */
public final class PagedInformers {
    /** Objects in one answer, as long as {@link ResponseLimit} lets them through. */
    private static final long PAGE = 64;

    private PagedInformers() {}

    /** One that is to be started. */
    public static <T> SharedIndexInformer<T> of(Informable<T> objects) {
        return objects.withLimit(PAGE).runnableInformer(0);
    }
}
