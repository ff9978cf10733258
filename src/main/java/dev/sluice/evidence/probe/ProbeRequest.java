package dev.sluice.evidence.probe;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.function.Supplier;

/** What is asked, and what a healthy answer to it looks like. */
sealed interface ProbeRequest permits HttpProbe, GrpcHealthProbe {
    /** The request's path. */
    String path();

    /** The same question at another path. */
    ProbeRequest at(String other);

    /** The request's method. */
    HttpMethod method();

    /** Adds the headers that belong to the question. */
    void prepare(MultiMap headers);

    /** The request's body; empty for none. */
    Buffer content();

    /** What is looked for in the answer's body. */
    TextSearch text();

    /** How many bytes of the body have to be seen as a whole; 0 for none. */
    int keeps();

    /** What the answer says of the version that was asked, as far as that is found out at once. */
    ProbeClassification judge(ProbeResponse.Reply reply);

    /** What it says after a longer look, which no event loop has time for; empty where none is needed. */
    default Optional<Supplier<ProbeClassification>> longerLook(ProbeResponse.Reply reply) {
        return Optional.empty();
    }
}
