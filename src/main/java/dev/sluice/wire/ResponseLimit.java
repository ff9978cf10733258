package dev.sluice.wire;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads no answer of the API server beyond a bound, whoever asks; watches, which are answers without an end, apart. Where a page of a list is
 * larger, that list is asked for in smaller pages for a while, so that a watch that begins anew comes through: nobody's large objects keep it
 * from those of others.
 */
public final class ResponseLimit implements Interceptor {
    static final int MOST = ApiReader.LARGE;

    private static final Pattern LIMIT = Pattern.compile("(?<=[?&]limit=)[0-9]{1,9}(?=&|$)");
    private static final Pattern WATCH = Pattern.compile("[?&]watch=(true|1)(&|$)");
    private static final int NARROWER = 8;
    private static final long FRESH = Duration.ofMinutes(10).toNanos();
    /** Paths that are remembered; there are some dozens. */
    private static final int PATHS = 1_000;

    private final LongSupplier nanos;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    /** Makes one that has seen nothing yet. */
    public ResponseLimit() {
        this(System::nanoTime);
    }

    ResponseLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Page(int objects, long since) {}

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        String uri = request.uri().toString();
        Matcher limit = LIMIT.matcher(uri);
        Page page = pages.get(request.uri().getPath());
        if (page != null && nanos.getAsLong() - page.since() > FRESH) {
            pages.remove(request.uri().getPath(), page);
        } else if (page != null && limit.find() && Integer.parseInt(limit.group()) > page.objects()) {
            builder.uri(URI.create(limit.replaceFirst(Integer.toString(page.objects()))));
        }
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        return WATCH.matcher(request.uri().toString()).find() ? consumer : new Counted(consumer, request.uri());
    }

    private void narrow(URI uri) {
        Matcher limit = LIMIT.matcher(uri.toString());
        if (limit.find()) {
            if (pages.size() >= PATHS) {
                pages.clear();
            }
            pages.put(
                    uri.getPath(),
                    new Page(Math.max(1, Integer.parseInt(limit.group()) / NARROWER), nanos.getAsLong()));
        }
    }

    /** Counts what comes. */
    private final class Counted implements AsyncBody.Consumer<List<ByteBuffer>> {
        private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
        private final URI uri;
        private long read;

        Counted(AsyncBody.Consumer<List<ByteBuffer>> consumer, URI uri) {
            this.consumer = consumer;
            this.uri = uri;
        }

        @Override
        public void consume(List<ByteBuffer> some, AsyncBody body) throws Exception {
            read += some.stream().mapToLong(ByteBuffer::remaining).sum();
            if (read > MOST) {
                narrow(uri);
                ResponseTooLargeException why = new ResponseTooLargeException("the API server's answer to "
                        + uri.getPath() + " has more than the " + MOST + " bytes that are read");
                // What follows of the request being given up would say nothing.
                body.done().completeExceptionally(why);
                throw why;
            }
            consumer.consume(some, body);
        }
    }
}
