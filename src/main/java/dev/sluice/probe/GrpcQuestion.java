package dev.sluice.probe;

import dev.sluice.rollout.GrpcStatus;
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
record GrpcQuestion(String path, String service, Duration limit) implements Question {
    private static final String STATUS = "grpc-status";
    private static final String OK = "0";
    private static final String UNAVAILABLE = "14";

    @Override
    public Question at(String other) {
        return new GrpcQuestion(other, service, limit);
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
        return GrpcHealth.request(service);
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
    public Finding judge(Answer.Reply reply) {
        if (reply.head().status() != 200) {
            return Finding.failed("status " + reply.head().status() + " on " + path);
        }
        String code = trailer(reply, STATUS);
        if (code == null) {
            return Finding.failed("no " + STATUS + " on " + path + ": this is no gRPC server");
        }
        if (code.equals(UNAVAILABLE) && !Probe.fromTheApp(reply.head())) {
            return Finding.refused("UNAVAILABLE from the gateway on " + path + ": it could not reach the version")
                    .countedAsError();
        }
        if (!code.equals(OK)) {
            String message = trailer(reply, "grpc-message");
            Finding failed =
                    Finding.failed(STATUS + " " + code + " on " + path + (message == null ? "" : ": " + message));
            return GrpcStatus.serversFault(code) ? failed.countedAsError() : failed;
        }
        String serving = GrpcHealth.status(reply.body().kept());
        return serving.equals(GrpcHealth.SERVING) ? Finding.passed(serving) : Finding.failed(serving + " on " + path);
    }

    /** An answer without a message has its trailers among its headers. */
    private static @Nullable String trailer(Answer.Reply reply, String name) {
        String value = reply.trailers().get(name);
        return value == null ? reply.head().headers().get(name) : value;
    }
}
