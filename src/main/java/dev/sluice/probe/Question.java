package dev.sluice.probe;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** What is asked, and what a healthy answer to it looks like. */
sealed interface Question permits HttpQuestion, GrpcQuestion {
    /** The request's path. */
    String path();

    /** The same question at another path. */
    Question at(String other);

    /** The request's method. */
    HttpMethod method();

    /** Adds the headers that belong to the question. */
    void prepare(MultiMap headers);

    /** The request's body; empty for none. */
    Buffer content();

    /** What is looked for in the answer's body. */
    TextSearch text();

    /** Whether the body has to be seen as a whole. */
    boolean keepsBody();

    /** What the answer says of the version that was asked. */
    Finding judge(Answer.Reply reply);
}
