package dev.sluice.cli.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Opened;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.BareApi;
import dev.sluice.local.TroubledApi;
import dev.sluice.rollout.Desired;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What is said after a wish is written; the wish is generation 7. */
final class ActionConfirmationTest {
    private static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: shop-1, namespace: default, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec:
              policy: shop
              plan: {routes: [{virtualService: shop}]}
              blue: {subset: v1}
              green: {subset: v2, deployment: shop-v2, uid: d, templateHash: h}
              version: v2
              first: false
              routes: [{virtualService: shop, host: shop}]
              pin: none
              desired: %s
            status:
              state: %s
              stage: Step 1/3
              stageIndex: 1
              cause: User
              reason: desired is Paused
              entered: "2026-01-01T00:00:20Z"
              since: "2026-01-01T00:00:21Z"
              weightAsked: 10
              message: a message
              observedGeneration: %d
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void stateIsPaintedOnATerminalWithColours() {
        tell(Desired.Paused, "Paused", 7);

        assertThat(out.toString()).startsWith("\u001b[33mshop-1: Paused\u001b[0m\n");
    }

    @Test
    void controllerThatHasNotSeenTheWishHasNotTakenItUp() {
        tell(Desired.Promoted, "Holding", 6);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("The wish is written (spec.desired: Promoted), but the controller has not said")
                .contains("sluice doctor --kubeconfig");
    }

    @Test
    void wishThatTheControllerHasSeenIsTakenUp() {
        tell(Desired.Promoted, "Holding", 7);

        assertThat(out.toString()).contains("shop-1: Holding");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void wishBeforeTheFirstWeightIsNoted() {
        tell(Desired.Paused, "Preparing", 6);

        assertThat(out.toString())
                .startsWith("The wish is written (spec.desired: Paused). The release has not begun to move traffic;");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whoMayNotWatchIsToldThatTheWishIsWritten() {
        try (BareApi api = new BareApi(ROLLOUT.formatted(Desired.Paused, "Holding", 6));
                TroubledApi troubled = new TroubledApi(api.uri())) {
            troubled.make(request ->
                    request.path().contains("watch=") ? new TroubledApi.Trouble.Answer(403) : TroubledApi.NONE);
            tell(troubled.uri(), Desired.Paused);
        }

        assertThat(err.toString())
                .startsWith(
                        "The wish is written (spec.desired: Paused). What comes of it cannot be followed: you may not");
    }

    private void tell(Desired desired, String state, int observed) {
        try (BareApi api = new BareApi(ROLLOUT.formatted(desired, state, observed))) {
            tell(api.uri(), desired);
        }
    }

    /** The wish as it was answered, and then an event of the watch for it, as the CLI's own patch makes one. */
    private void tell(URI server, Desired desired) {
        CommandOutput output = new CommandOutput(
                new PrintWriter(out, true), new PrintWriter(err, true), new TerminalOutput(true, 100));
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:01:00Z"));
        try (Cluster cluster = Opened.at(server)) {
            StoredRollout wished = cluster.find().rollout("shop-1");
            wished.raw().getMetadata().setResourceVersion("0");
            wished.raw().getMetadata().setGeneration(7L);
            new ActionConfirmation(cluster, clock, Duration.ofMillis(500)).tell(wished, desired, output);
        }
    }
}
