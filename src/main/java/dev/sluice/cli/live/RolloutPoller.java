package dev.sluice.cli.live;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.RolloutState;
import dev.sluice.view.RolloutDisplay;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Keeps what is known of a rollout fresh, off the drawing thread: itself once a second, its pods every other, its forecast once a stage. */
final class RolloutPoller implements AutoCloseable {
    private static final long BEAT = TimeUnit.SECONDS.toNanos(1);
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final KubernetesClient client;
    private final PodTree.Reader tree;
    private final InstantSource clock;
    private final boolean follow;
    private volatile WatchState sight;
    private volatile PodTree pods = PodTree.UNKNOWN;
    private volatile String fall = "";
    private volatile boolean closed;
    private String forecastOf = "";

    /** @param follow goes on with the next release of the same policy */
    RolloutPoller(KubernetesClient client, InstantSource clock, StoredRollout first, boolean follow) {
        this.client = client;
        this.tree = new PodTree.Reader(client);
        this.clock = clock;
        this.follow = follow;
        this.sight = WatchState.of(first, clock.instant());
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

    WatchState sight() {
        return sight;
    }

    /** What to draw now. */
    StatusLayout.Model scene(StoredRollout rollout, String asked, String keys) {
        Instant now = clock.instant();
        List<String> notices =
                Stream.of(trouble(now), asked).filter(said -> !said.isEmpty()).toList();
        return new StatusLayout.Model(RolloutDisplay.of(rollout, now), pods, fall, notices, keys, now);
    }

    Instant now() {
        return clock.instant();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void look() {
        StoredRollout known = sight.rollout().orElseThrow();
        sight = again(sight, known.namespace(), known.name());
        if (follow && sight.over()) {
            next(known.namespace(), known.spec().policy(), known.name())
                    .ifPresent(next -> sight = WatchState.of(next, clock.instant()));
        }
        sight.rollout().ifPresent(this::forecast);
    }

    private void forecast(StoredRollout rollout) {
        String stage = rollout.key()
                + rollout.status().map(status -> status.stageIndex()).orElse(null);
        if (!stage.equals(forecastOf)) {
            forecastOf = stage;
            fall = RevertForecastText.of(rollout);
        }
    }

    /** What is wrong with the view itself, or with who should report. */
    String trouble(Instant now) {
        WatchState seen = sight;
        if (!seen.problem().isEmpty()) {
            return seen.problem() + ", for "
                    + Duration.between(seen.since(), now).toSeconds() + " s now; this is what was seen before";
        }
        if (seen.gone()) {
            return "this Rollout was deleted";
        }
        return seen.rollout()
                .filter(RolloutPoller::reported)
                .flatMap(StoredRollout::observedAt)
                .map(at -> Duration.between(at, now))
                .filter(silence -> silence.compareTo(SILENCE) > 0)
                .map(silence -> "the controller has not reported for " + silence.toSeconds()
                        + " s; is it running? sluice doctor tells")
                .orElse("");
    }

    /**
     * Whether silence means something. While it counts, the controller writes every few seconds; while it waits for pods, and at the very
     * end, it writes what is new and nothing else.
     */
    private static boolean reported(StoredRollout rollout) {
        return rollout.state()
                .filter(state -> switch (state) {
                    case RolloutState.Shifting _,
                            RolloutState.Holding _,
                            RolloutState.Paused _,
                            RolloutState.FailedOver _ -> true;
                    case RolloutState.Reverting _ ->
                        rollout.evidence().stage().since().isPresent();
                    case RolloutState.Preparing _, RolloutState.Finished _ -> false;
                })
                .isPresent();
    }

    /** Reads it again; never throws. */
    WatchState again(WatchState before, String namespace, String name) {
        try {
            GenericKubernetesResource raw = at(namespace, name).get();
            if (raw == null) {
                return before.deleted(clock.instant());
            }
            return RolloutClient.read(raw)
                    .map(rollout -> WatchState.of(rollout, clock.instant()))
                    .orElseGet(() -> before.troubled("it is not of the form that Sluice writes", clock.instant()));
        } catch (KubernetesClientException e) {
            return before.troubled(why(e), clock.instant());
        }
    }

    /** The newest active release of a policy besides the one that is known. */
    private Optional<StoredRollout> next(String namespace, String policy, String known) {
        try {
            return client
                    .genericKubernetesResources(CrdContexts.ROLLOUT)
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .stream()
                    .flatMap(raw -> RolloutClient.read(raw).stream())
                    .filter(rollout -> rollout.spec().policy().equals(policy))
                    .filter(rollout -> rollout.active() && !rollout.name().equals(known))
                    .max(StoredRollout.BY_AGE);
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /** Sets what people want; says what came of it. */
    String desire(StoredRollout rollout, Desired desired) {
        try {
            at(rollout.namespace(), rollout.name())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"desired\":\"" + desired + "\"}}");
            return "asked for " + desired;
        } catch (KubernetesClientException e) {
            return "not done: " + why(e);
        }
    }

    private Resource<GenericKubernetesResource> at(String namespace, String name) {
        return client.genericKubernetesResources(CrdContexts.ROLLOUT)
                .inNamespace(namespace)
                .withName(name);
    }

    private static String why(KubernetesClientException e) {
        String said = e.getStatus() == null ? null : e.getStatus().getMessage();
        // 0 where there was no answer, -1 where there was no connection or it took too long.
        return e.getCode() <= 0 ? "the API server does not answer" : said == null ? "status " + e.getCode() : said;
    }

    /**
     * What is known of a rollout.
     *
     * @param rollout as it was read last; empty before the first
     * @param gone whether it was deleted
     * @param problem why nothing newer is known; empty when all is well
     * @param since since when
     */
    record WatchState(Optional<StoredRollout> rollout, boolean gone, String problem, Instant since) {
        static WatchState of(StoredRollout rollout, Instant at) {
            return new WatchState(Optional.of(rollout), false, "", at);
        }

        static WatchState none(Instant at) {
            return new WatchState(Optional.empty(), false, "", at);
        }

        /** The last picture stays while nobody answers. */
        WatchState troubled(String why, Instant at) {
            return new WatchState(rollout, gone, why, problem.isEmpty() ? at : since);
        }

        WatchState deleted(Instant at) {
            return new WatchState(rollout, true, "", at);
        }

        boolean over() {
            return gone || rollout.filter(one -> !one.active()).isPresent();
        }
    }
}
