package dev.sluice.notify;

import dev.sluice.analysis.Counts;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One notice of each occasion, to try sinks and templates with. */
final class SampleNotifications {
    private SampleNotifications() {}

    static List<Notification> all() {
        return Arrays.stream(NotificationType.values())
                .map(SampleNotifications::of)
                .toList();
    }

    static Notification of(NotificationType occasion) {
        return new Notification(
                "00000000-0000-4000-8000-00000000000" + occasion.ordinal(),
                occasion,
                Instant.parse("2026-01-02T03:04:05Z"),
                "shop",
                "checkout-0c9f3b1a77",
                "5f2d1c3e-0000-4000-8000-000000000001",
                reason(occasion),
                why(occasion),
                Optional.of(release(occasion)),
                Optional.of(URI.create("https://sluice.example.com/namespaces/shop/rollouts/checkout-0c9f3b1a77")));
    }

    private static ReleaseSummary release(NotificationType occasion) {
        return switch (occasion) {
            case Started -> release("PreFlight", 0, Counts.NONE, Counts.NONE);
            case Promoted -> release("Bake", 100, new Counts(12_040, 9, 8_112, 6), new Counts(600, 0, 600, 0));
            case Reverted -> release("Step 2/3", 25, new Counts(1_204, 87, 8_611, 4), new Counts(210, 11, 210, 0));
            case Aborted, Superseded, Paused, Stalled, Blind ->
                release("Step 2/3", 25, new Counts(1_204, 2, 8_611, 4), new Counts(210, 0, 210, 0));
        };
    }

    private static ReleaseSummary release(String stage, double weight, Counts users, Counts probes) {
        return new ReleaseSummary("checkout", "v1", "v2", Optional.of(stage), Optional.of(weight), users, probes);
    }

    private static String reason(NotificationType occasion) {
        return switch (occasion) {
            case Started -> "Entered";
            case Paused -> "PausedByGate";
            case Blind -> "UsersNotCounted";
            case Promoted, Reverted, Aborted, Superseded, Stalled -> occasion.name();
        };
    }

    private static String why(NotificationType occasion) {
        return switch (occasion) {
            case Started -> "PreFlight, 0 %: 3 of 3 pods of green are ready";
            case Promoted -> "green failed 9 of 12,640 requests, blue 6 of 8,712";
            case Reverted ->
                "Unhealthy: green failed 96 of 1,021 requests, blue 1 of 3,020; odds of chance under 1 in 1,000;"
                        + " reverted after 1.2 s; last: status 503";
            case Aborted -> "desired is Aborted, or the Rollout was deleted";
            case Superseded -> "green has a new pod template (7d9c5b6f4d)";
            case Paused -> "Step 2/3, 25 %: pause gate after Step 2/3";
            case Stalled -> "VirtualService checkout does not exist; apply it";
            case Blind -> "gateway istio-ingress/gw-0 does not tell its counters: connection refused";
        };
    }
}
