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
    private final Predicate<String> pattern;

    HttpQuestion(HttpMethod method, ProbePathSpec asked) {
        this.method = method;
        this.asked = asked;
        this.healthy = asked.statuses();
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
    public boolean wantsBody() {
        return asked.wantsBody();
    }

    @Override
    public Finding judge(Answer.Reply reply) {
        int status = reply.head().status();
        if (healthy.stream().noneMatch(range -> range.contains(status))) {
            return Finding.failed("status " + status + " on " + path());
        }
        if (!wantsBody()) {
            return Finding.passed("status " + status);
        }
        String body = reply.body().toString();
        String read = reply.body().length() < Exchange.LONGEST_BODY
                ? "the body"
                : "the body's first " + Exchange.LONGEST_BODY / 1024 + " KiB";
        if (!body.contains(asked.bodyContains())) {
            return Finding.failed(read + " on " + path() + " lacks \"" + Clean.quoted(asked.bodyContains()) + "\"");
        }
        return pattern.test(body)
                ? Finding.passed("status " + status)
                : Finding.failed(read + " on " + path() + " does not match \"" + asked.bodyMatches() + "\"");
    }
}
