package dev.sluice.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that asks a version for its health, through the ingress.
 *
 * @param path request path
 * @param host Host header; empty for the VirtualService's first host
 * @param method request method
 * @param headers further request headers
 * @param expectedStatus statuses that count as healthy: single ones or ranges, as in {@code 200-299}
 * @param bodyContains text that a healthy answer contains; empty for any
 * @param timeout no answer within it is a failure
 * @param rate probes per second sent to each version
 */
public record ProbeSpec(
        @Default("/") @Pattern("^/.*$") @JsonPropertyDescription("Request path.")
        String path,

        @JsonPropertyDescription("Host header. Default: the VirtualService's first host.")
        String host,

        @Default("GET")
        @Pattern("^(GET|HEAD|OPTIONS|POST|PUT)$")
        @JsonPropertyDescription("Request method: GET, HEAD, OPTIONS, POST or PUT.")
        String method,

        @JsonPropertyDescription("Further request headers.") Map<String, String> headers,

        @JsonPropertyDescription("Statuses that count as healthy: single ones or ranges. Default: 200-399.")
        List<String> expectedStatus,

        @JsonPropertyDescription("Text that a healthy answer contains. Default: any body will do.")
        String bodyContains,

        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription("No answer within this time is a failure. 10ms to 30s. Default: 1s.")
        Duration timeout,

        @Default("10")
        @Min(1)
        @Max(50)
        @JsonPropertyDescription(
                "Probes per second sent to each version. After a failure both versions are asked five times as often for a moment.")
        Integer rate) {

    /** Checks and fills in the defaults. */
    public ProbeSpec(
            @Nullable String path,
            @Nullable String host,
            @Nullable String method,
            @Nullable Map<String, String> headers,
            @Nullable List<String> expectedStatus,
            @Nullable String bodyContains,
            @Nullable Duration timeout,
            @Nullable Integer rate) {
        this.path = Check.orElse(path, "/");
        this.host = Check.orElse(host, "");
        this.method = Check.orElse(method, "GET");
        this.headers = Check.copy(headers, "headers");
        List<String> statuses = Check.copy(expectedStatus, List.of(), "expectedStatus");
        this.expectedStatus = statuses.isEmpty() ? List.of("200-399") : statuses;
        this.bodyContains = Check.orElse(bodyContains, "");
        this.timeout = Check.orElse(timeout, Duration.ofSeconds(1));
        this.rate = Check.orElse(rate, 10);
        Check.that(this.path.startsWith("/"), "path", "is \"" + this.path + "\"; write a path that starts with /");
        Check.that(
                List.of("GET", "HEAD", "OPTIONS", "POST", "PUT").contains(this.method),
                "method",
                "is \"" + this.method + "\"; use GET, HEAD, OPTIONS, POST or PUT");
        Check.that(
                this.bodyContains.isEmpty() || !this.method.equals("HEAD"),
                "bodyContains",
                "cannot be met by a HEAD request, which has no body; use GET");
        Check.between(this.timeout, Duration.ofMillis(10), Duration.ofSeconds(30), "timeout");
        Check.between(this.rate, 1, 50, "rate");
        statuses();
    }

    /** The healthy statuses, read. */
    public List<StatusRange> statuses() {
        return java.util.stream.IntStream.range(0, expectedStatus.size())
                .mapToObj(i -> StatusRange.parse(expectedStatus.get(i), "expectedStatus[" + i + "]"))
                .toList();
    }
}
