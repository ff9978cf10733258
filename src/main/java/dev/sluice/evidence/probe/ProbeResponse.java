package dev.sluice.evidence.probe;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;

/** What came back of one request. */
sealed interface ProbeResponse {
    /**
     * The status line and the headers.
     *
     * @param status the HTTP status
     */
    record Head(int status, MultiMap headers) {}

    /**
     * What was made of a body.
     *
     * @param found whether the question's text is in it
     * @param kept all that was read of it, if the question keeps bodies
     * @param cut whether it was longer than what is ever read
     */
    record Body(boolean found, Buffer kept, boolean cut) {}

    /**
     * A whole answer.
     *
     * @param trailers what came after the body
     * @param took from the request to the end of the answer
     */
    record Reply(Head head, MultiMap trailers, Body body, Duration took) implements ProbeResponse {}

    /**
     * The time was up.
     *
     * @param head what had come until then
     */
    record Late(Optional<Head> head) implements ProbeResponse {}

    /** The body broke off. */
    record Torn(Head head) implements ProbeResponse {}

    /** The gateway was not reached, or hung up without a word. */
    record Silence(String why) implements ProbeResponse {}

    /** Nothing was sent: what the request has to bring is missing. */
    record Unsent(String why) implements ProbeResponse {}

    /** The body was not read, because too much of others of its namespace is being read. */
    record Unread() implements ProbeResponse {}
}
