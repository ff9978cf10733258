package dev.sluice.evidence.probe;

import dev.sluice.api.ProbePathSpec;
import dev.sluice.api.SafeRegex;
import dev.sluice.api.StatusRange;
import dev.sluice.api.TextSanitizer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks by plain HTTP, and looks at the status and the body. */
final class HttpProbe implements ProbeRequest {
    /** A regular expression sees so much of a body: its work grows with it. */
    static final int MATCHED = 64 * 1024;

    private final HttpMethod method;
    private final ProbePathSpec asked;
    private final List<StatusRange> healthy;
    private final TextSearch text;
    private final Predicate<String> pattern;

    HttpProbe(HttpMethod method, ProbePathSpec asked) {
        this.method = method;
        this.asked = asked;
        this.healthy = asked.statuses();
        this.text = new TextSearch(asked.bodyContains());
        this.pattern = SafeRegex.of(asked.bodyMatches(), "bodyMatches");
    }

    @Override
    public String path() {
        return asked.path();
    }

    @Override
    public ProbeRequest at(String other) {
        return new HttpProbe(method, asked.at(other));
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
    public ProbeClassification judge(ProbeResponse.Reply reply) {
        int status = reply.head().status();
        if (healthy.stream().noneMatch(range -> range.contains(status))) {
            return ProbeClassification.failed("status " + status + " on " + path());
        }
        if (!reply.body().found()) {
            return ProbeClassification.failed(read(reply.body().cut(), BodyReader.LONGEST) + " on " + path()
                    + " lacks \"" + TextSanitizer.quoted(asked.bodyContains()) + "\"");
        }
        return ProbeClassification.passed("status " + status);
    }

    @Override
    public Optional<Supplier<ProbeClassification>> longerLook(ProbeResponse.Reply reply) {
        return asked.bodyMatches().isEmpty() ? Optional.empty() : Optional.of(() -> match(reply));
    }

    private ProbeClassification match(ProbeResponse.Reply reply) {
        Buffer kept = reply.body().kept();
        return pattern.test(kept.toString())
                ? ProbeClassification.passed("status " + reply.head().status())
                : ProbeClassification.failed(read(kept.length() == MATCHED, MATCHED) + " on " + path()
                        + " does not match \"" + TextSanitizer.quoted(asked.bodyMatches()) + "\"");
    }

    private static String read(boolean cut, int bytes) {
        return cut ? "the body's first " + bytes / 1024 + " KiB" : "the body";
    }
}
