package dev.sluice.notification;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.RolloutEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing that happened to a release, for whoever subscribed to it.
 *
 * @param id the same however often it is sent
 * @param occasion what it is
 * @param at when it was heard of
 * @param event what happened
 * @param release what is known of the release; empty when the API server did not tell
 * @param link where it is shown; empty when no dashboard is configured
 */
public record Notification(
        String id,
        NotificationType occasion,
        Instant at,
        RolloutEvent event,
        Optional<ReleaseSummary> release,
        Optional<URI> link) {

    /** Of what happened to a Rollout. */
    public static Notification of(
            RolloutEvent news,
            NotificationType occasion,
            Instant at,
            Optional<ReleaseSummary> release,
            Optional<DashboardLinks> dashboard) {
        return new Notification(
                id(news, at),
                occasion,
                at,
                news,
                release,
                dashboard.map(page -> page.of(news.namespace(), news.name())));
    }

    String namespace() {
        return event.namespace();
    }

    String rollout() {
        return event.name();
    }

    String uid() {
        return event.uid();
    }

    /** One word in CamelCase, finer than the occasion. */
    String reason() {
        return event.reason();
    }

    /** What was seen, the threshold and the sample, in one line, which may begin with the stage. */
    String why() {
        return event.message();
    }

    /** Whether it goes on once a person opens a gate, and nothing is wrong. */
    boolean waitsAtGate() {
        return event.cause() instanceof RolloutEvent.Transition moved
                && moved.decision() instanceof Decision.Pause pause
                && pause.cause() == PauseCause.Gate;
    }

    /** What people call the app: its policy, or the Rollout where that is not known. */
    String app() {
        return release.map(ReleaseSummary::policy).orElse(rollout());
    }

    private static String id(RolloutEvent news, Instant at) {
        String all = String.join("\n", news.uid(), news.namespace(), news.name(), news.reason(), at.toString());
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /**
     * Where rollouts are shown.
     *
     * @param base its address, without a slash at the end
     */
    public record DashboardLinks(String base) {
        /**
         * Reads an address.
         *
         * @throws IllegalArgumentException when it is not one that a browser opens; the message names the cure
         */
        public static DashboardLinks at(String url) {
            String base = url.strip().replaceAll("/+$", "");
            if (!base.matches("https?://[^/?#\\s]+[^?#\\s]*") || !parses(base)) {
                throw new IllegalArgumentException(
                        "sluice.notify.dashboard-url is no address of a page; write one as in"
                                + " https://sluice.example.com, without a query");
            }
            return new DashboardLinks(base);
        }

        private static boolean parses(String url) {
            try {
                return URI.create(url).getHost() != null;
            } catch (IllegalArgumentException _) {
                return false;
            }
        }

        /** Reads an address that may not be there, or be empty. */
        public static Optional<DashboardLinks> of(Optional<String> url) {
            return url.filter(text -> !text.isBlank()).map(DashboardLinks::at);
        }

        /** The page of one Rollout; names in Kubernetes need no escaping. */
        URI of(String namespace, String rollout) {
            return URI.create(base + "/namespaces/" + namespace + "/rollouts/" + rollout);
        }
    }
}
