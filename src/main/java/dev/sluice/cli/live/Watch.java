package dev.sluice.cli.live;

import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps what is known of a rollout fresh, off the drawing thread: itself once a second, its pods every other, its forecast once a stage. */
final class Watch implements AutoCloseable {
    private static final long BEAT = TimeUnit.SECONDS.toNanos(1);
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Source source;
    private final PodTree tree;
    private final InstantSource clock;
    private final boolean follow;
    private volatile Sight sight;
    private volatile Pods pods = Pods.UNKNOWN;
    private volatile Optional<Falls> falls = Optional.empty();
    private volatile boolean closed;
    private String forecast = "";

    /** @param follow goes on with the next release of the same policy */
    Watch(KubernetesClient client, InstantSource clock, StoredRollout first, boolean follow) {
        this.source = new Source(client, clock);
        this.tree = new PodTree(client);
        this.clock = clock;
        this.follow = follow;
        this.sight = Sight.of(first, clock.instant());
    }

    /** @param changed is called after each look */
    void start(Runnable changed) {
        Thread.ofVirtual().name("rollout").start(() -> {
            while (!closed) {
                look();
                changed.run();
                LockSupport.parkNanos(BEAT);
            }
        });
        Thread.ofVirtual().name("pods").start(() -> {
            while (!closed) {
                sight.rollout().ifPresent(rollout -> pods = tree.of(rollout, clock.instant()));
                changed.run();
                LockSupport.parkNanos(2 * BEAT);
            }
        });
    }

    Sight sight() {
        return sight;
    }

    Source source() {
        return source;
    }

    /** What to draw now. */
    Scene scene(StoredRollout rollout, String notice, String keys) {
        Instant now = clock.instant();
        String fall = falls.map(known -> known.in(rollout)).orElse("");
        String said = notice.isEmpty() ? trouble(now) : notice;
        return new Scene(Picture.of(rollout, now), pods, fall, said, keys, now);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void look() {
        StoredRollout known = sight.rollout().orElseThrow();
        sight = source.again(sight, known.namespace(), known.name());
        if (follow && sight.over()) {
            source.next(known.namespace(), known.spec().policy(), known.name())
                    .ifPresent(next -> sight = Sight.of(next, clock.instant()));
        }
        sight.rollout().ifPresent(this::forecast);
    }

    private void forecast(StoredRollout rollout) {
        String stage = rollout.key()
                + rollout.status().map(status -> status.stageIndex()).orElse(null);
        if (!stage.equals(forecast)) {
            forecast = stage;
            falls = Optional.of(Falls.of(rollout));
        }
    }

    /** What is wrong with the view itself, or with who should report. */
    String trouble(Instant now) {
        Sight seen = sight;
        if (!seen.problem().isEmpty()) {
            return seen.problem() + ", for "
                    + Duration.between(seen.since(), now).toSeconds() + " s now; this is what was seen before";
        }
        if (seen.gone()) {
            return "this Rollout was deleted";
        }
        return seen.rollout()
                .filter(StoredRollout::active)
                .flatMap(StoredRollout::observedAt)
                .map(at -> Duration.between(at, now))
                .filter(silence -> silence.compareTo(SILENCE) > 0)
                .map(silence -> "the controller has not reported for " + silence.toSeconds()
                        + " s; is it running? sluice doctor tells")
                .orElse("");
    }
}
