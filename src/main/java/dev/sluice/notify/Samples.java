package dev.sluice.notify;

import dev.sluice.store.EvidenceStatus.CountsStatus;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One notice of each occasion, to try sinks and templates with. */
final class Samples {
    private Samples() {}

    static List<Notice> all() {
        return Arrays.stream(Occasion.values()).map(Samples::of).toList();
    }

    static Notice of(Occasion occasion) {
        return new Notice(
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

    private static Release release(Occasion occasion) {
        return switch (occasion) {
            case Started -> new Release("checkout", "v1", "v2", stage("PreFlight"), Optional.of(0.0), none(), none());
            case Promoted ->
                new Release(
                        "checkout",
                        "v1",
                        "v2",
                        stage("Bake"),
                        Optional.of(100.0),
                        Optional.of(new CountsStatus(12_040, 9, 0, 0)),
                        Optional.of(new CountsStatus(600, 0, 600, 0)));
            case Reverted, Aborted, Superseded, Paused, Stalled, Blind ->
                new Release(
                        "checkout",
                        "v1",
                        "v2",
                        stage("Step 2/3"),
                        Optional.of(25.0),
                        Optional.of(
                                occasion == Occasion.Reverted
                                        ? new CountsStatus(1_204, 87, 3_611, 4)
                                        : new CountsStatus(1_204, 2, 3_611, 4)),
                        Optional.of(new CountsStatus(150, occasion == Occasion.Reverted ? 11 : 0, 150, 0)));
        };
    }

    private static Optional<String> stage(String name) {
        return Optional.of(name);
    }

    private static Optional<CountsStatus> none() {
        return Optional.empty();
    }

    private static String reason(Occasion occasion) {
        return switch (occasion) {
            case Started -> "Entered";
            case Paused -> "PausedByGate";
            case Blind -> "UsersNotCounted";
            case Promoted, Reverted, Aborted, Superseded, Stalled -> occasion.name();
        };
    }

    private static String why(Occasion occasion) {
        return switch (occasion) {
            case Started -> "3 of 3 pods of green are ready";
            case Promoted -> "green failed 9 of 12,640 requests, blue 0 of 600";
            case Reverted ->
                "Unhealthy: green failed 98 of 1,354 requests, blue 4 of 3,761; odds of chance under 1 in 1,000;"
                        + " reverted after 1.2 s; last: status 503";
            case Aborted -> "desired is Aborted, or the Rollout was deleted";
            case Superseded -> "green has a new pod template (7d9c5b6f4d)";
            case Paused -> "pause gate after Step 2/3";
            case Stalled -> "VirtualService checkout does not exist; apply it";
            case Blind -> "gateway istio-ingress/gw-0 does not tell its counters: connection refused";
        };
    }
}
