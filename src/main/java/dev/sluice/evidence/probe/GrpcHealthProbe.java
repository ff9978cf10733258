package dev.sluice.evidence.probe;

import dev.sluice.analysis.GrpcServerErrors;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks by the standard gRPC health check, {@code grpc.health.v1.Health/Check}.
 *
 * @param path where it is asked
 * @param service the service that it is asked about; empty for the whole server
 * @param limit what the server is told of how long the answer is waited for
 */
record GrpcHealthProbe(String path, String service, Duration limit) implements ProbeRequest {
    private static final String STATUS = "grpc-status";
    private static final String OK = "0";
    private static final String UNAVAILABLE = "14";

    @Override
    public ProbeRequest at(String other) {
        return new GrpcHealthProbe(other, service, limit);
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public void prepare(MultiMap headers) {
        headers.set("content-type", "application/grpc")
                .set("te", "trailers")
                .set("grpc-timeout", limit.toMillis() + "m");
    }

    @Override
    public Buffer content() {
        return GrpcHealthCodec.request(service);
    }

    @Override
    public TextSearch text() {
        return TextSearch.NOTHING;
    }

    @Override
    public int keeps() {
        return BodyReader.LONGEST;
    }

    @Override
    public ProbeClassification judge(ProbeResponse.Reply reply) {
        if (reply.head().status() != 200) {
            return ProbeClassification.failed("status " + reply.head().status() + " on " + path);
        }
        String code = trailer(reply, STATUS);
        if (code == null) {
            return ProbeClassification.failed("no " + STATUS + " on " + path + ": this is no gRPC server");
        }
        if (code.equals(UNAVAILABLE) && !ProbeSender.fromTheApp(reply.head())) {
            return ProbeClassification.refused(
                            "UNAVAILABLE from the gateway on " + path + ": it could not reach the version")
                    .countedAsError();
        }
        if (!code.equals(OK)) {
            String message = trailer(reply, "grpc-message");
            ProbeClassification failed = ProbeClassification.failed(
                    STATUS + " " + code + " on " + path + (message == null ? "" : ": " + message));
            return GrpcServerErrors.serversFault(code) ? failed.countedAsError() : failed;
        }
        String serving = GrpcHealthCodec.status(reply.body().kept());
        return serving.equals(GrpcHealthCodec.SERVING)
                ? ProbeClassification.passed(serving)
                : ProbeClassification.failed(serving + " on " + path);
    }

    /** An answer without a message has its trailers among its headers. */
    private static @Nullable String trailer(ProbeResponse.Reply reply, String name) {
        String value = reply.trailers().get(name);
        return value == null ? reply.head().headers().get(name) : value;
    }
}
