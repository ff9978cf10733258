package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that asks a version for its health, through the ingress.
 *
 * @param path request path; empty where {@code paths} or the protocol says it
 * @param host Host header; empty for the VirtualService's first host
 * @param method request method
 * @param headers further request headers
 * @param expectedStatus statuses that count as healthy: single ones or ranges, as in {@code 200-299}
 * @param bodyContains text that a healthy answer contains; empty for any
 * @param timeout no answer within it is a failure
 * @param rate probes per second sent to each version
 * @param paths several paths in place of one; empty for the one
 * @param bodyMatches regular expression that is found in a healthy answer; empty for any
 * @param protocol how it is asked
 * @param grpcService the service whose health is asked for over gRPC; empty for the whole server
 * @param tls whom to trust where the gateway serves the host over TLS only
 * @param warmup for how long after the pre-flight began answers do not count
 * @param headersFrom further request headers whose values stand in Secrets
 */
@ValidationRule(value = ProbeHeaders.TOGETHER, message = ProbeHeaders.TOO_LONG)
public record ProbeSpec(
        @Size(max = LONGEST_PATH)
        @Pattern(KubernetesNames.PATH_OR_NONE)
        @JsonPropertyDescription("Request path. Default: /.")
        String path,

        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @Pattern(KubernetesNames.AUTHORITY_PATTERN)
        @JsonPropertyDescription("Host header. Default: the VirtualService's first host.")
        String host,

        @Default("GET")
        @Pattern("^(GET|HEAD|OPTIONS|POST|PUT)$")
        @JsonPropertyDescription("Request method: GET, HEAD, OPTIONS, POST or PUT.")
        String method,

        @Size(max = ProbeHeaders.MOST)
        @JsonPropertyDescription(
                "Further request headers, whose names and values may have 32768 characters together; those from Secrets count where they are sent.")
        Map<String, @Size(max = ProbeHeaders.LONGEST) String> headers,

        @Size(max = StatusRange.MOST)
        @JsonPropertyDescription("Statuses that count as healthy: single ones or ranges. Default: 200-399.")
        List<@Size(max = StatusRange.LONGEST) @Pattern(StatusRange.SCHEMA) String> expectedStatus,

        @Size(max = LONGEST_TEXT)
        @JsonPropertyDescription("Text that a healthy answer contains. Default: any body will do.")
        String bodyContains,

        @Size(max = GoDuration.LONGEST)
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
        Integer rate,

        @Size(max = 16)
        @JsonPropertyDescription(
                "Several paths in place of path, asked in turn by their weights. Both versions are asked the same one at the same time.")
        List<ProbePathSpec> paths,

        @Size(max = SafeRegex.LONGEST)
        @JsonPropertyDescription(
                "Regular expression (RE2) that is found in a healthy answer. Default: any body will do.")
        String bodyMatches,

        @Default("HTTP1")
        @JsonPropertyDescription(
                "How it is asked: HTTP1, HTTP2 (with prior knowledge where the gateway's port is plain), or GRPC for the standard health check grpc.health.v1.Health/Check.")
        ProbeProtocol protocol,

        @Size(max = KubernetesNames.LONGEST_OBJECT)
        @JsonPropertyDescription("With GRPC, the service whose health is asked for. Default: the whole server.")
        String grpcService,

        @JsonPropertyDescription("Whom to trust where the gateway serves the host over TLS only.")
        ProbeTlsSpec tls,

        @Size(max = GoDuration.LONGEST)
        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription(
                "For how long after the pre-flight began answers do not count: caches fill and code is compiled. 0s to 10m. Default: 0s.")
        Duration warmup,

        @Size(max = ProbeHeaders.MOST_FROM)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
                "Further request headers whose values stand in Secrets. Needs the component probe-secrets.")
        List<ProbeHeaderSpec> headersFrom) {

    static final int LONGEST_PATH = KubernetesNames.LONGEST_PATH;
    static final int LONGEST_TEXT = 4_000;

    /** What the gRPC health check is asked at. */
    private static final String GRPC_PATH = "/grpc.health.v1.Health/Check";

    private static final String HIDDEN = "(hidden)";
    private static final Duration LONGEST_WARMUP = Duration.ofMinutes(10);

    /** Checks and fills in the defaults. */
    public ProbeSpec(
            @Nullable String path,
            @Nullable String host,
            @Nullable String method,
            @Nullable Map<String, String> headers,
            @Nullable List<String> expectedStatus,
            @Nullable String bodyContains,
            @Nullable Duration timeout,
            @Nullable Integer rate,
            @Nullable List<ProbePathSpec> paths,
            @Nullable String bodyMatches,
            @Nullable ProbeProtocol protocol,
            @Nullable String grpcService,
            @Nullable ProbeTlsSpec tls,
            @Nullable Duration warmup,
            @Nullable List<ProbeHeaderSpec> headersFrom) {
        List<String> statuses = SpecValidation.copy(expectedStatus, List.of(), "expectedStatus");
        this.paths = SpecValidation.copy(paths, List.of(), "paths");
        this.protocol = SpecValidation.orElse(protocol, ProbeProtocol.HTTP1);
        boolean grpc = this.protocol == ProbeProtocol.GRPC;
        String one = SpecValidation.orElse(path, "");
        this.path = one.isEmpty() && this.paths.isEmpty() && !grpc ? "/" : one;
        this.host = SpecValidation.orElse(host, "");
        this.method = SpecValidation.orElse(method, "GET");
        this.headers = SpecValidation.copy(headers, "headers");
        this.expectedStatus = statuses.isEmpty() && !grpc ? List.of("200-399") : statuses;
        this.bodyContains = SpecValidation.orElse(bodyContains, "");
        this.bodyMatches = SpecValidation.orElse(bodyMatches, "");
        this.timeout = SpecValidation.orElse(timeout, Duration.ofSeconds(1));
        this.rate = SpecValidation.orElse(rate, 10);
        this.grpcService = SpecValidation.orElse(grpcService, "");
        this.tls = SpecValidation.orElse(tls, new ProbeTlsSpec(null, null));
        this.warmup = SpecValidation.orElse(warmup, Duration.ZERO);
        this.headersFrom = SpecValidation.copy(headersFrom, List.of(), "headersFrom");
        ProbeSpecValidator.of(this);
        SpecValidation.between(this.timeout, Duration.ofMillis(10), Duration.ofSeconds(30), "timeout");
        SpecValidation.between(this.rate, 1, 50, "rate");
        SpecValidation.between(this.warmup, Duration.ZERO, LONGEST_WARMUP, "warmup");
    }

    /** One path over HTTP/1.1. */
    public ProbeSpec(
            @Nullable String path,
            @Nullable String host,
            @Nullable String method,
            @Nullable Map<String, String> headers,
            @Nullable List<String> expectedStatus,
            @Nullable String bodyContains,
            @Nullable Duration timeout,
            @Nullable Integer rate) {
        this(
                path,
                host,
                method,
                headers,
                expectedStatus,
                bodyContains,
                timeout,
                rate,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Every path that is asked, whole: what it leaves open is filled in from the probe. Never empty. */
    public List<ProbePathSpec> everyPath() {
        ProbePathSpec own = expected();
        return paths.isEmpty()
                ? List.of(own)
                : paths.stream().map(one -> one.or(own)).toList();
    }

    /** What is expected where no path of {@code paths} says otherwise. */
    public ProbePathSpec expected() {
        String one = path.isEmpty() ? GRPC_PATH : path;
        return new ProbePathSpec(one, 1, expectedStatus, bodyContains, bodyMatches);
    }

    /** A copy that may be shown to everyone who may read it: credentials stand in the values of headers. */
    ProbeSpec withoutHeaderValues() {
        Map<String, String> hidden = new LinkedHashMap<>();
        headers.keySet().forEach(name -> hidden.put(name, HIDDEN));
        return new ProbeSpec(
                path,
                host,
                method,
                hidden,
                expectedStatus,
                bodyContains,
                timeout,
                rate,
                paths,
                bodyMatches,
                protocol,
                grpcService,
                tls,
                warmup,
                headersFrom);
    }

    /** A path that reaches the app. */
    public String reach() {
        return everyPath().getFirst().path();
    }
}
