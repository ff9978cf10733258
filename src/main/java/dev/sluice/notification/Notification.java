package dev.sluice.notification;

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
 * @param namespace the Rollout's namespace
 * @param rollout the Rollout's name
 * @param uid the Rollout's uid
 * @param reason one word in CamelCase, finer than the occasion
 * @param why what was seen, the threshold and the sample, in one line
 * @param release what is known of the release; empty when the API server did not tell
 * @param link where it is shown; empty when no dashboard is configured
 */
public record Notification(
        String id,
        NotificationType occasion,
        Instant at,
        String namespace,
        String rollout,
        String uid,
        String reason,
        String why,
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
                news.namespace(),
                news.name(),
                news.uid(),
                news.reason(),
                news.message(),
                release,
                dashboard.map(page -> page.of(news.namespace(), news.name())));
    }

    /** What people call the app: its policy, or the Rollout where that is not known. */
    String app() {
        return release.map(ReleaseSummary::policy).orElse(rollout);
    }

    private static String id(RolloutEvent news, Instant at) {
        String all = String.join("\n", news.uid(), news.namespace(), news.name(), news.reason(), at.toString());
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
