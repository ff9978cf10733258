package dev.sluice.notification;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What an answer means. */
final class HttpResponseClassifier {
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private HttpResponseClassifier() {}

    static DeliveryResult of(HttpResponse<String> answer, SinkEndpoint peer, Instant now) {
        int status = answer.statusCode();
        String body = peer.shown(answer.body());
        String detail = peer.host() + " answered " + status + (body.isEmpty() ? "" : ": " + body);
        return switch (status / 100) {
            case 2 -> new DeliveryResult.Taken(detail);
            case 3 ->
                new DeliveryResult.Refused(
                        FailureReason.redirect, detail + "; redirects are not followed: use the final address");
            case 5 -> new DeliveryResult.Later(FailureReason.status, detail, after(answer, now));
            default ->
                status == TOO_MANY || status == TIMEOUT
                        ? new DeliveryResult.Later(
                                status == TOO_MANY ? FailureReason.throttled : FailureReason.status,
                                detail,
                                after(answer, now))
                        : new DeliveryResult.Refused(FailureReason.status, detail);
        };
    }

    /** Seconds or a date, as HTTP has it; some send fractions of seconds. */
    static Optional<Duration> after(HttpResponse<String> answer, Instant now) {
        return answer.headers().firstValue("Retry-After").flatMap(text -> after(text.strip(), now));
    }

    private static Optional<Duration> after(String text, Instant now) {
        try {
            if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
                return Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * 1000)));
            }
            Duration left = Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
