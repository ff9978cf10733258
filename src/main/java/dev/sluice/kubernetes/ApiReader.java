package dev.sluice.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.UntrustedInput;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects of the API server. Anybody may write some of a megabyte each, and hundreds of them, so lists are read in pages, the smaller the
 * larger the objects are; of each object that alone is kept which its reader asks for; and what is large is read one after the other, in
 * turns by namespace. Nobody waits for a turn who reads what is usual.
 *
 * <p>For threads that may block.
 */
public final class ApiReader {
    /** Objects in one answer: the first of these is asked for, and the next one when that is too much. */
    static final List<Integer> PAGES = List.of(20, 4, 1);

    /** Bytes of an answer for which nobody waits for a turn; in memory its objects are some twenty times as large. */
    static final int QUICK = 64 << 10;
    /** Bytes of an answer beyond which smaller pages are asked for. */
    static final int SMALL = 512 << 10;
    /** Bytes of any answer; the API server takes no object of that size. */
    static final int LARGE = 4 << 20;
    /** Bytes of a list after which each further page needs a turn; one of all namespaces, which many may read again and again, has {@link #QUICK}. */
    static final int QUIET = 2 << 20;

    /** How long one list may take. */
    static final Duration LONGEST = Duration.ofSeconds(20);

    private static final int MIB = 1 << 20;

    /** Of one namespace one at a time, and of two namespaces together; as many may wait as a namespace has active Rollouts, and some. */
    private static final FairTurns TURNS = new FairTurns(2, 500);

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100_000)
                    .maxStringLength(LARGE)
                    .build())
            .build();

    private final KubernetesClient client;
    private final ApiResponses answers;
    private final String asker;
    private final boolean urgent;
    private final LongSupplier nanos;

    /** Reads with this client, in the turns of the namespaces that objects are of. */
    public ApiReader(KubernetesClient client) {
        this(client, "");
    }

    /**
     * Reads with this client.
     *
     * @param asker the namespace for which everything is read, in whose turns that is done; empty for those that objects are of
     */
    public ApiReader(KubernetesClient client, String asker) {
        this(client, asker, false, System::nanoTime);
    }

    ApiReader(KubernetesClient client, String asker, LongSupplier nanos) {
        this(client, asker, false, nanos);
    }

    private ApiReader(KubernetesClient client, String asker, boolean urgent, LongSupplier nanos) {
        this.client = client;
        this.answers = new ApiResponses(client);
        this.asker = asker;
        this.urgent = urgent;
        this.nanos = nanos;
    }

    /** One that is kept waiting by no more than what its namespace reads just now: for what brings users back. */
    public ApiReader urgent() {
        return new ApiReader(client, asker, true, nanos);
    }

    /**
     * How much of a list is read.
     *
     * @param objects as many, and what else stands in the same answer
     * @param bytes of all answers together
     */
    public record Most(int objects, long bytes) {
        /** Of what a namespace has some of. */
        public static final Most USUAL = new Most(2_000, 32L * MIB);

        /** Of what is looked through, and little of it kept. */
        public static final Most MANY = new Most(100_000, 1_024L * MIB);

        /** As many objects of usual size. */
        public static Most of(int objects) {
            return new Most(objects, USUAL.bytes());
        }
    }

    /**
     * What there is.
     *
     * @param items in the order of their names
     * @param all false when there is more than is read
     */
    public record Batch<R>(List<R> items, boolean all) {
        /** Copies. */
        public Batch {
            items = List.copyOf(items);
        }
    }

    /**
     * One object; empty when there is none of that name.
     *
     * @param lean what is kept of it
     * @throws KubernetesClientException when the API server does not tell, or the object is too large
     */
    public <T extends HasMetadata, R> Optional<R> get(
            ApiKind<T> kind, String namespace, @Nullable String name, Function<? super T, R> lean) {
        if (!KubernetesNames.namespace(namespace) || !KubernetesNames.object(name)) {
            return Optional.empty();
        }
        String path = kind.path(namespace) + "/" + name;
        try {
            return Optional.of(read(
                    namespace,
                    new Question(path, kind.accept()),
                    bytes -> lean.apply(bytes.object(client, kind.type()))));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Some objects, as many as are read.
     *
     * @param namespace where; all namespaces, where it is empty
     * @param labels what they have; all objects, where it is empty
     * @param most how much is read
     * @param lean what is kept of each; one for which it gives nothing, or that nobody can make sense of, is left out
     * @throws DeadlineExceededException when it takes too long
     * @throws KubernetesClientException when the API server does not tell
     */
    public <T extends HasMetadata, R> Batch<R> some(
            ApiKind<T> kind,
            String namespace,
            Map<String, String> labels,
            Most most,
            Function<? super T, Optional<R>> lean) {
        return some(kind, namespace, new Paging(kind.path(namespace), kind.accept(), labels, List.of()), most, lean);
    }

    /**
     * Some objects of all other namespaces than these.
     *
     * @see #some
     */
    public <T extends HasMetadata, R> Batch<R> outside(
            ApiKind<T> kind,
            Collection<String> namespaces,
            Map<String, String> labels,
            Most most,
            Function<? super T, Optional<R>> lean) {
        return some(kind, "", new Paging(kind.path(""), kind.accept(), labels, namespaces), most, lean);
    }

    private <T extends HasMetadata, R> Batch<R> some(
            ApiKind<T> kind, String namespace, Paging paging, Most most, Function<? super T, Optional<R>> lean) {
        List<R> items = new ArrayList<>();
        Function<ResponseBytes, String> take = bytes -> bytes.items(JSON, (from, to) -> {
            paging.objects++;
            UntrustedInput.<Optional<R>>read(
                            () -> lean.apply(bytes.object(client, kind.type(), from, to)), _ -> Optional.empty())
                    .ifPresent(items::add);
        });
        long begun = nanos.getAsLong();
        while (paging.goesOn(most)) {
            if (nanos.getAsLong() - begun > LONGEST.toNanos()) {
                throw new DeadlineExceededException("to read the " + kind.plural() + " of "
                        + (namespace.isEmpty() ? "all namespaces" : "namespace " + namespace) + " takes more than "
                        + LONGEST.toSeconds() + " s");
            }
            next(namespace, paging, take);
        }
        return new Batch<>(items, paging.next.isEmpty());
    }

    /**
     * All objects of a namespace.
     *
     * @throws ResponseTooLargeException when there is more than is read
     * @throws KubernetesClientException when the API server does not tell
     */
    public <T extends HasMetadata, R> List<R> all(
            ApiKind<T> kind,
            String namespace,
            Map<String, String> labels,
            Most most,
            Function<? super T, Optional<R>> lean) {
        Batch<R> batch = some(kind, namespace, labels, most, lean);
        if (!batch.all()) {
            throw new ResponseTooLargeException(String.format(
                    Locale.ROOT,
                    "namespace %s has more %s than are read (%,d, or %d MiB of them); delete some, or make them smaller",
                    namespace,
                    kind.plural(),
                    most.objects(),
                    most.bytes() / MIB));
        }
        return batch.items();
    }

    /** What the API server is asked for, and in which form. */
    private record Question(String path, String accept) {}

    /** How far a list was read. */
    private static final class Paging {
        private final String path;
        private final String accept;
        private final String selector;
        private int page;
        private int objects;
        private long bytes;
        private String next = "";
        private boolean begun;
        private boolean turn;

        Paging(String path, String accept, Map<String, String> labels, Collection<String> except) {
            if (!LabelSyntax.valid(labels)) {
                throw new KubernetesClientException("no object has labels that are none, and nobody is asked for them");
            }
            this.path = path;
            this.accept = accept;
            this.selector = selector(
                            "labelSelector", labels.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()))
                    + selector("fieldSelector", except.stream().map(one -> "metadata.namespace!=" + one));
        }

        private static String selector(String parameter, Stream<String> terms) {
            String all = terms.sorted().collect(Collectors.joining(","));
            return all.isEmpty() ? "" : "&" + parameter + "=" + encoded(all);
        }

        boolean goesOn(Most most) {
            return !begun || (!next.isEmpty() && objects < most.objects() && bytes < most.bytes());
        }

        Question question() {
            return new Question(
                    path + "?limit=" + PAGES.get(page) + selector
                            + (next.isEmpty() ? "" : "&continue=" + encoded(next)),
                    accept);
        }

        boolean narrower() {
            boolean can = page < PAGES.size() - 1;
            page += can ? 1 : 0;
            return can;
        }

        /** Large objects among small ones make no small pages of all that follow. */
        void wider(long bytes) {
            if (page > 0 && bytes * PAGES.get(page - 1) / PAGES.get(page) < SMALL) {
                page--;
            }
        }
    }

    private void next(String namespace, Paging paging, Function<ResponseBytes, String> take) {
        long before = paging.bytes;
        Function<ResponseBytes, String> counted = bytes -> {
            paging.bytes += bytes.size();
            return take.apply(bytes);
        };
        boolean narrowest = paging.page == PAGES.size() - 1;
        int page = !paging.turn ? QUICK : narrowest ? LARGE : SMALL;
        try {
            paging.next = once(namespace, paging.question(), paging.turn, page, counted);
            paging.begun = true;
            paging.wider(paging.bytes - before);
            paging.turn = paging.bytes > (namespace.isEmpty() ? QUICK : QUIET) || paging.bytes - before > QUICK;
        } catch (ResponseTooLargeException e) {
            if (paging.turn && !paging.narrower()) {
                throw e;
            }
            paging.turn = true;
        }
    }

    /** Asks again, in a turn, for what is large. */
    private <X> X read(String namespace, Question question, Function<ResponseBytes, X> take) {
        try {
            return once(namespace, question, false, QUICK, take);
        } catch (ResponseTooLargeException e) {
            return once(namespace, question, true, LARGE, take);
        }
    }

    private <X> X once(String namespace, Question question, boolean turn, int most, Function<ResponseBytes, X> take) {
        return turn
                ? inTurn(
                        asker.isEmpty() ? namespace : asker,
                        urgent,
                        client.getConfiguration().getRequestTimeout(),
                        () -> take.apply(answers.of(question.path(), question.accept(), most)))
                : take.apply(answers.of(question.path(), question.accept(), most));
    }

    /** Does something when it is the turn of a namespace, which is waited for so many milliseconds. */
    static <X> X inTurn(String namespace, boolean urgent, long patience, Supplier<X> what) {
        CompletableFuture<FairTurns.Held> turn = TURNS.enter(namespace, urgent);
        try (FairTurns.Held _ = turn.get(patience, TimeUnit.MILLISECONDS)) {
            return what.get();
        } catch (ExecutionException | TimeoutException e) {
            throw new DeadlineExceededException(
                    "too much that is large is read for namespace " + namespace + " at the same time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("a read was interrupted", e);
        } finally {
            leave(turn);
        }
    }

    /** Nobody else would end a turn that comes when nobody waits for it any more; to end one twice does nothing. */
    private static void leave(CompletableFuture<FairTurns.Held> turn) {
        if (!turn.cancel(false)) {
            turn.thenAccept(FairTurns.Held::close);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
