package dev.sluice.probe;

import dev.sluice.policy.BodyPattern;
import dev.sluice.policy.Clean;
import dev.sluice.policy.ProbePathSpec;
import dev.sluice.policy.StatusRange;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks by plain HTTP, and looks at the status and the body. */
final class HttpQuestion implements Question {
    /** A regular expression sees so much of a body: its work grows with it. */
    static final int MATCHED = 64 * 1024;

    private final HttpMethod method;
    private final ProbePathSpec asked;
    private final List<StatusRange> healthy;
    private final TextSearch text;
    private final Predicate<String> pattern;

    HttpQuestion(HttpMethod method, ProbePathSpec asked) {
        this.method = method;
        this.asked = asked;
        this.healthy = asked.statuses();
        this.text = new TextSearch(asked.bodyContains());
        this.pattern = BodyPattern.of(asked.bodyMatches(), "bodyMatches");
    }

    @Override
    public String path() {
        return asked.path();
    }

    @Override
    public Question at(String other) {
        return new HttpQuestion(method, asked.at(other));
    }

    @Override
    public HttpMethod method() {
        return method;
    }

    @Override
    public void prepare(MultiMap headers) {}

    @Override
    public Buffer content() {
        return Buffer.buffer();
    }

    @Override
    public TextSearch text() {
        return text;
    }

    @Override
    public int keeps() {
        return asked.bodyMatches().isEmpty() ? 0 : MATCHED;
    }

    @Override
    public Finding judge(Answer.Reply reply) {
        int status = reply.head().status();
        if (healthy.stream().noneMatch(range -> range.contains(status))) {
            return Finding.failed("status " + status + " on " + path());
        }
        if (!reply.body().found()) {
            return Finding.failed(read(reply.body().cut(), BodyReader.LONGEST) + " on " + path() + " lacks \""
                    + Clean.quoted(asked.bodyContains()) + "\"");
        }
        return Finding.passed("status " + status);
    }

    @Override
    public Optional<Supplier<Finding>> longerLook(Answer.Reply reply) {
        return asked.bodyMatches().isEmpty() ? Optional.empty() : Optional.of(() -> match(reply));
    }

    private Finding match(Answer.Reply reply) {
        Buffer kept = reply.body().kept();
        return pattern.test(kept.toString())
                ? Finding.passed("status " + reply.head().status())
                : Finding.failed(read(kept.length() == MATCHED, MATCHED) + " on " + path() + " does not match \""
                        + Clean.quoted(asked.bodyMatches()) + "\"");
    }

    private static String read(boolean cut, int bytes) {
        return cut ? "the body's first " + bytes / 1024 + " KiB" : "the body";
    }
}
