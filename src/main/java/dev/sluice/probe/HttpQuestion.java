package dev.sluice.probe;

import dev.sluice.policy.BodyPattern;
import dev.sluice.policy.Clean;
import dev.sluice.policy.ProbePathSpec;
import dev.sluice.policy.StatusRange;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Predicate;

/** Asks by plain HTTP, and looks at the status and the body. */
final class HttpQuestion implements Question {
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
    public boolean keepsBody() {
        return !asked.bodyMatches().isEmpty();
    }

    @Override
    public Finding judge(Answer.Reply reply) {
        int status = reply.head().status();
        if (healthy.stream().noneMatch(range -> range.contains(status))) {
            return Finding.failed("status " + status + " on " + path());
        }
        String read = reply.body().cut() ? "the body's first " + BodyReader.LONGEST / 1024 + " KiB" : "the body";
        if (!reply.body().found()) {
            return Finding.failed(read + " on " + path() + " lacks \"" + Clean.quoted(asked.bodyContains()) + "\"");
        }
        return !keepsBody() || pattern.test(reply.body().kept().toString())
                ? Finding.passed("status " + status)
                : Finding.failed(read + " on " + path() + " does not match \"" + asked.bodyMatches() + "\"");
    }
}
