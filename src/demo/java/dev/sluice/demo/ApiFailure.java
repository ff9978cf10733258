package dev.sluice.demo;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.Serial;

/** An answer of the API server that says no. */
final class ApiFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    private ApiFailure(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    static ApiFailure of(int code, String reason, String message) {
        return new ApiFailure(code, reason, message);
    }

    MockResponse response() {
        var status = new StatusBuilder()
                .withStatus("Failure")
                .withReason(reason)
                .withMessage(getMessage())
                .withCode(code)
                .build();
        return new MockResponse().setResponseCode(code).setBody(Serialization.asJson(status));
    }
}
