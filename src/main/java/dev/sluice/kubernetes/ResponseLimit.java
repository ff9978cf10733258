package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads no answer of the API server beyond a bound, whoever asks; watches, which are answers without an end, apart. Where a page of a
 * list is larger, whoever asks for it asks for smaller ones: {@link ApiReader}, and {@link PagedInformers} for what a watch begins with.
 */
public final class ResponseLimit implements Interceptor {
    static final int MOST = ApiReader.LARGE;

    private static final Pattern WATCH = Pattern.compile("[?&]watch=(true|1)(&|$)");

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        return WATCH.matcher(request.uri().toString()).find() ? consumer : new Counted(consumer, request.uri());
    }

    /** Counts what comes. */
    private static final class Counted implements AsyncBody.Consumer<List<ByteBuffer>> {
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
